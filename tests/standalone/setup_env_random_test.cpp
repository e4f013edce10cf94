// Random input: the parser keeps what it promises, whatever comes.

#include "standalone/setup_env.hpp"
#include "support/matchers.hpp"

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace idpsync::standalone {
namespace {

constexpr std::array<std::string_view, 44> pieces{"KEY=",
                                                  "OTHER=",
                                                  "A=",
                                                  "export ",
                                                  "export",
                                                  "'",
                                                  "\"",
                                                  "\\",
                                                  "`",
                                                  "$",
                                                  "$(",
                                                  ")",
                                                  "${",
                                                  "}",
                                                  "$KEY",
                                                  "${OTHER}",
                                                  "$A",
                                                  "$1",
                                                  "(",
                                                  ";",
                                                  "&",
                                                  "|",
                                                  "<",
                                                  ">",
                                                  "#",
                                                  " ",
                                                  "\t",
                                                  "\n",
                                                  "\r",
                                                  "\r\n",
                                                  "~",
                                                  "+=",
                                                  "[0]",
                                                  "=",
                                                  "value",
                                                  "a b",
                                                  "https://id.example.com/x?y=z",
                                                  "\\\n",
                                                  "\xc3\xbc",
                                                  "\xff",
                                                  "\x1b",
                                                  "!",
                                                  "*",
                                                  "NETBIRD_DOMAIN="};

class RandomText
{
public:
    explicit RandomText(unsigned seed) : engine_(seed) {}

    std::string next()
    {
        std::string text;
        for (auto parts = below(24); parts != 0; --parts)
            if (below(12) == 0)
                text += static_cast<char>(below(256));
            else
                text += pieces.at(below(pieces.size()));
        return text;
    }

private:
    std::size_t below(std::size_t count) { return engine_() % count; }

    std::mt19937 engine_;
};

/// What holds for every text.
void expect_promises(const std::string& text)
{
    const auto read = parse_setup_env(text);
    std::size_t behind = 0;
    for (const auto& one : read.assignments)
    {
        ASSERT_LE(behind, one.begin) << testing::PrintToString(text);
        ASSERT_LT(one.begin, one.end) << testing::PrintToString(text);
        ASSERT_LE(one.end, text.size()) << testing::PrintToString(text);
        ASSERT_EQ(text.compare(one.begin, one.key.size() + 1, one.key + "="), 0)
            << testing::PrintToString(text);
        ASSERT_TRUE(one.value || !read.troubles.empty()) << testing::PrintToString(text);
        ASSERT_LE(one.value.value_or("").size(), longest_value);
        behind = one.end;
    }
}

/// What was read is read as the same again.
void expect_round_trip(const std::string& text)
{
    std::string written;
    const auto variables = parse_setup_env(text).variables();
    Variables quotable;
    for (const auto& [key, value] : variables)
        if (const auto word = shell_quoted(value))
        {
            written += key + "=" + *word + "\n";
            quotable.emplace(key, value);
        }
    const auto again = parse_setup_env(written);
    ASSERT_THAT(again.troubles, IsEmpty()) << testing::PrintToString(text);
    ASSERT_EQ(again.variables(), quotable) << testing::PrintToString(text);
}

TEST(SetupEnvRandom, KeepsItsPromises)
{
    RandomText texts(20'261'121);
    for (int i = 0; i < 20'000 && !testing::Test::HasFatalFailure(); ++i)
    {
        const auto text = texts.next();
        expect_promises(text);
        expect_round_trip(text);
    }
}

} // namespace
} // namespace idpsync::standalone
