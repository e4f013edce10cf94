#include "cli/render/wrap.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::cli {
namespace {

TEST(Wrap, LeavesWhatFits)
{
    const std::string text = "  a    b   c\n\n  d\n";
    EXPECT_EQ(wrapped(text, 40), text);
    EXPECT_EQ(wrapped(std::string(200, 'x') + " y", 0), std::string(200, 'x') + " y");
}

TEST(Wrap, BreaksBetweenWordsAndIndents)
{
    EXPECT_EQ(wrapped("  one two three four five six seven eight nine ten\n", 40),
              "  one two three four five six seven\n      eight nine ten\n");
}

TEST(Wrap, ContinuesBelowTheLastColumn)
{
    EXPECT_EQ(wrapped("  ~ corp    the issuer is another one than NetBird has", 40),
              "  ~ corp    the issuer is another one\n            than NetBird has");
}

TEST(Wrap, NeverBreaksAWordAnAddressOrACommand)
{
    const std::string address = "https://id.example.com/" + std::string(60, 'a');
    EXPECT_EQ(wrapped("see " + address + " for it", 40), "see " + address + "\n    for it");
    EXPECT_EQ(wrapped("the daemon does that itself: run `netbird-idp-sync reload corp` there", 40),
              "the daemon does that itself: run\n    `netbird-idp-sync reload corp` there");
}

TEST(Wrap, LeavesACommandWholeSoThatItCanBeCopied)
{
    const std::string command = "`netbird-idp-sync reload --instance berlin`";
    EXPECT_EQ(wrapped("! restart  NetBird      must be restarted: " + command + " does it", 44),
              "! restart  NetBird      must be restarted:\n" + command + "\n           does it");
    const std::string longer =
        "`netbird-idp-sync reload -c /srv/a/directory/config.yaml --force-preflight corp`";
    EXPECT_EQ(wrapped("if this is meant, run " + longer + " there", 44),
              "if this is meant, run\n" + longer + "\n    there");
}

TEST(Wrap, CountsNeitherColoursNorTheBytesOfACharacter)
{
    const std::string coloured = "\x1b[31m" + std::string(38, 'x') + "\x1b[0m y";
    EXPECT_EQ(wrapped(coloured, 40), coloured);
    EXPECT_EQ(wrapped("→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→ abcd", 40),
              "→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→ abcd");
}

TEST(Wrap, NoLineIsLongerThanTheTerminalUnlessAWordIs)
{
    const std::string text =
        "netbird-idp-sync: error: identity_providers.corp.issuer: a long text that says what "
        "is wrong, what was expected, and what to write instead, in many words of all lengths";
    for (std::size_t width = 40; width < 200; ++width)
    {
        const auto out = wrapped(text, width);
        std::string joined;
        std::size_t longest = 0;
        std::size_t begin = 0;
        for (std::size_t end = 0; end != std::string::npos; begin = end + 1)
        {
            end = out.find('\n', begin);
            const auto line = out.substr(begin, end == std::string::npos ? end : end - begin);
            longest = std::max(longest, line.size());
            joined +=
                (joined.empty() ? "" : " ") + line.substr(std::min(line.find_first_not_of(' '), line.size()));
        }
        EXPECT_LE(longest, width);
        EXPECT_EQ(joined, text);
    }
}

} // namespace
} // namespace idpsync::cli
