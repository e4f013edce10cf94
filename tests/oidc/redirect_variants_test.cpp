#include "oidc/redirect_variants.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::oidc::test {
namespace {

std::vector<std::string> uris(std::string_view of)
{
    std::vector<std::string> all;
    for (const auto& variant : redirect_variants(of))
        all.push_back(variant.uri);
    return all;
}

TEST(RedirectVariants, AreWhatPeopleRegisterByMistake)
{
    EXPECT_THAT(uris("https://netbird.example.com/oauth2/callback"),
                ElementsAre("https://netbird.example.com/oauth2/callback/",
                            "https://netbird.example.com:443/oauth2/callback",
                            "http://netbird.example.com/oauth2/callback",
                            "https://netbird.example.com/OAuth2/callback"));
    EXPECT_THAT(uris("http://NetBird.example.com:443/oauth2/callback/"),
                ElementsAre("http://NetBird.example.com:443/oauth2/callback",
                            "http://NetBird.example.com/oauth2/callback/",
                            "https://NetBird.example.com:443/oauth2/callback/",
                            "http://netbird.example.com:443/oauth2/callback/"));
}

TEST(RedirectVariants, OfSomethingElseThanAUriAreNone)
{
    EXPECT_THAT(uris("not a uri"), ElementsAre());
    EXPECT_THAT(uris("https://netbird.example.com"), SizeIs(3)); // no other letter case
}

} // namespace
} // namespace idpsync::oidc::test
