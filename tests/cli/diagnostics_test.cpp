#include "cli/diagnostics.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

const config::Diagnostic wrong_url{
    {.file = "/etc/idp/config.yaml", .line = 3, .column = 8}, "management.url", "write https"};

TEST(Diagnostics, BeginWithThePlaceAsCompilersHaveIt)
{
    EXPECT_EQ(diagnostic_text("error", wrong_url, std::nullopt),
              "/etc/idp/config.yaml:3:8: error: management.url: write https\n");
    EXPECT_EQ(diagnostic_text("warning", {{.file = "/etc/a"}, "", "is empty"}, std::nullopt),
              "/etc/a: warning: is empty\n");
    EXPECT_EQ(diagnostic_text("error", {{}, "", "is empty"}, std::nullopt),
              "netbird-idp-sync: error: is empty\n");
}

TEST(Diagnostics, ShowTheLineWithACaret)
{
    EXPECT_EQ(diagnostic_text("error", wrong_url, ShownLine{"  url: http://x", 8}),
              "/etc/idp/config.yaml:3:8: error: management.url: write https\n"
              "  3 |   url: http://x\n"
              "    |        ^\n");
}

std::optional<std::string> shown(const std::string& source, unsigned line)
{
    const auto found = line_to_show(source, {.file = "f", .line = line, .column = 1});
    return found ? std::optional(found->text) : std::nullopt;
}

TEST(Diagnostics, ShowOfAVeryLongLineWhatIsAroundThePlace)
{
    const std::string line = "name: " + std::string(150, 'a') + "HERE" + std::string(150, 'b') + "\n";
    const auto at = [&](unsigned column) {
        return line_to_show(line, {.file = "f", .line = 1, .column = column}).value();
    };
    EXPECT_EQ(at(157), (ShownLine{"…" + std::string(60, 'a') + "HERE" + std::string(56, 'b') + "…", 62}));
    EXPECT_EQ(at(1), (ShownLine{"name: " + std::string(114, 'a') + "…", 1}));
    EXPECT_EQ(at(310), (ShownLine{"…" + std::string(61, 'b'), 62}));
    EXPECT_EQ(at(9'999).caret, 62U) << "a place behind the end is its end";
    EXPECT_EQ(at(0).caret, 0U);
}

TEST(Diagnostics, CutNoCharacterInHalfAndCountCharacters)
{
    std::string line = "name: ";
    for (int i = 0; i < 200; ++i)
        line += "ä";
    for (unsigned column = 1; column < 420; ++column)
    {
        const auto shown = line_to_show(line, {.file = "f", .line = 1, .column = column}).value();
        EXPECT_EQ(shown.text.find("\\x"), std::string::npos) << column << ' ' << shown.text;
    }
    EXPECT_EQ(line_to_show("name: ä b", {.file = "f", .line = 1, .column = 10}), (ShownLine{"name: ä b", 9}));
}

TEST(Diagnostics, ShowNoLineThatMayHoldASecret)
{
    const std::string source = "version: 1\n"
                               "management:\n"
                               "  url: htp://x\n"
                               "  token: nbp_fake\n"
                               "identity_providers:\n"
                               "  corp:\n"
                               "    client_secret:\n"
                               "      fake-secret-7d1f\n"
                               "      plain: fake-secret-7d1f\n"
                               "    {fake: secret}\n"
                               "proxy: http://user:fake@proxy\n"
                               "    issuer: \x1b[31m\n";
    EXPECT_EQ(shown(source, 1), "version: 1");
    EXPECT_EQ(shown(source, 3), "  url: htp://x");
    EXPECT_EQ(shown(source, 6), "  corp:");
    for (const unsigned line : {4U, 7U, 8U, 9U, 10U, 11U, 13U, 0U})
        EXPECT_EQ(shown(source, line), std::nullopt) << line;
    EXPECT_EQ(shown(source, 12), std::nullopt) << "its parent is about a proxy";
    EXPECT_EQ(shown("issuer: \x1b[31m\n", 1), "issuer: \\x1b[31m");
}

} // namespace
} // namespace idpsync::cli
