// What a registered URI stands for, by each server's own rules.

#include "registrar/registered_uri.hpp"

#include <gtest/gtest.h>

namespace idpsync::registrar {
namespace {

const std::string callback = "https://netbird.example.com/oauth2/callback";

TEST(RegisteredUri, CoversItselfWhateverItsKind)
{
    for (const auto match : {UriMatch::exact, UriMatch::prefix, UriMatch::glob, UriMatch::regex})
        EXPECT_EQ(covers({callback, match}, callback), Covers::yes);
}

TEST(RegisteredUri, OfAnExactKindCoversNothingElse)
{
    for (const auto* other : {"https://netbird.example.com/oauth2/callback/", "https://netbird.example.com/*",
                              "http://netbird.example.com/oauth2/callback", ""})
        EXPECT_EQ(covers({other, UriMatch::exact}, callback), Covers::no) << other;
}

TEST(RegisteredUri, OfKeycloakHasAStarAtItsEnd)
{
    EXPECT_EQ(covers({"https://netbird.example.com/*", UriMatch::prefix}, callback), Covers::yes);
    EXPECT_EQ(covers({"*", UriMatch::prefix}, callback), Covers::yes);
    EXPECT_EQ(covers({"https://other.example.com/*", UriMatch::prefix}, callback), Covers::no);
    EXPECT_EQ(covers({"https://netbird.example.com", UriMatch::prefix}, callback), Covers::no);
}

TEST(RegisteredUri, OfPocketIdHasStarsForSegmentsAndPaths)
{
    EXPECT_EQ(covers({"https://netbird.example.com/oauth2/*", UriMatch::glob}, callback), Covers::yes);
    EXPECT_EQ(covers({"https://*/oauth2/callback", UriMatch::glob}, callback), Covers::yes);
    EXPECT_EQ(covers({"https://netbird.example.com/*", UriMatch::glob}, callback), Covers::no);
    EXPECT_EQ(covers({"https://netbird.example.com/**", UriMatch::glob}, callback), Covers::yes);
    EXPECT_EQ(covers({"https://netbird.example.com/*/call", UriMatch::glob}, callback), Covers::no);
}

TEST(RegisteredUri, OfManyStarsIsLeftToTheServer)
{
    EXPECT_EQ(covers({"**a**b**c**", UriMatch::glob}, callback), Covers::unknown);
}

TEST(RegisteredUri, OfAuthentikCoversWhatMatchesAPlainExpressionWhole)
{
    for (const auto* plain : {"https://netbird\\.example\\.com/.*", "https://netbird.example.com/.*", ".*",
                              "https://netbird\\.example\\.com/oauth2/callback"})
        EXPECT_EQ(covers({plain, UriMatch::regex}, callback), Covers::yes) << plain;
}

TEST(RegisteredUri, OfAuthentikThatIsAnotherExpressionIsLeftToTheServer)
{
    for (const auto* other : {"https://(netbird|vpn)\\.example\\.com/.*", "https://netbird\\.example\\.com/",
                              "https://other\\.example\\.com/.*", "https://netbird\\.example\\.com/o\\.*", "",
                              "\\", "https://netbird\\.example\\.com/oauth2/callback/more"})
        EXPECT_EQ(covers({other, UriMatch::regex}, callback), Covers::unknown) << other;
}

} // namespace
} // namespace idpsync::registrar
