// identity_providers: all of them together.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

/// Two providers "a" and "b" of the same issuer and client id, each with more settings.
std::string twins(std::string_view a, std::string_view b)
{
    const std::string same = "type: oidc, issuer: \"https://id.example.com\", client_id: netbird";
    return with("identity_providers:\n  a: {" + same + std::string(a) + "}\n  b: {" + same + std::string(b) +
                "}\n");
}

TEST(Providers, RefuseTheSameIssuerAndClientIdTwice)
{
    EXPECT_THAT(
        only_error(twins("", "")),
        AllOf(HasSubstr(":7:3: identity_providers.b: the same issuer and client_id as identity_providers.a "
                        "(/etc/idp/config.yaml:6:3)"),
              HasSubstr("give each the id")));
    EXPECT_THAT(only_error(twins(", id: x", "")), HasSubstr("the same issuer and client_id"));
}

TEST(Providers, TakeTheSameIssuerAndClientIdTwiceWithIds)
{
    EXPECT_TRUE(load_text(twins(", id: x", ", id: z")).loaded());
}

TEST(Providers, TakeATwinThatShallGo)
{
    EXPECT_TRUE(load_text(twins("", ", state: absent, id: z")).loaded());
}

TEST(Providers, CompareTypesByFamily)
{
    EXPECT_THAT(
        only_error(with("identity_providers:\n"
                        "  a: {type: okta, issuer: \"https://id.example.com\", client_id: netbird}\n"
                        "  b: {type: oidc, issuer: \"https://id.example.com\", client_id: netbird}\n")),
        HasSubstr("the same issuer"));
    EXPECT_TRUE(load_text(with("identity_providers:\n"
                               "  a: {type: google, client_id: netbird}\n"
                               "  b: {type: microsoft, client_id: netbird}\n"))
                    .loaded());
}

TEST(Providers, RefuseTheSameIdTwice)
{
    EXPECT_THAT(only_error(twins(", id: x", ", id: x")),
                AllOf(HasSubstr("identity_providers.b: the same id as"), HasSubstr("config.yaml:6:3")));
}

TEST(Providers, RefuseAKeyTwiceInOneFile)
{
    EXPECT_THAT(only_error(with("identity_providers:\n"
                                "  a: {type: google, client_id: x}\n"
                                "  a: {type: google, client_id: netbird}\n")),
                AllOf(HasSubstr(":7:3: identity_providers.a: this key appears twice"), HasSubstr(":6:3")));
}

TEST(Providers, ShareSettingsByAlias)
{
    const auto outcome =
        load_text(with("identity_providers:\n"
                       "  a: {type: okta, issuer: &issuer https://a.okta.com, client_id: x}\n"
                       "  b: {type: okta, issuer: *issuer, client_id: netbird}\n"));
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    EXPECT_EQ(outcome.provider("b").values->issuer, "https://a.okta.com");
}

TEST(Providers, AreSortedByKey)
{
    const auto outcome = load_text(with("identity_providers:\n"
                                        "  b: {type: google, client_id: x}\n"
                                        "  a: {type: google, client_id: netbird}\n"));
    ASSERT_TRUE(outcome.loaded());
    EXPECT_EQ(outcome.configuration->desired.providers().front().key.str(), "a");
}

TEST(Providers, ReportTheErrorsOfAll)
{
    const auto outcome = load_text(with("identity_providers:\n"
                                        "  a: {type: okt, issuer: \"https://a.okta.com\", client_id: x}\n"
                                        "  B: {type: google, client_id: ''}\n"
                                        "  c: {type: google, client_id: x, state: gone}\n"));
    EXPECT_THAT(outcome.errors, SizeIs(4)) << outcome.all();
}

} // namespace
} // namespace idpsync::config
