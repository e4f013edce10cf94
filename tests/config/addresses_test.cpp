// Addresses that are pasted where another belongs: the exact line, with its place, and what to write.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

TEST(Address, WritesAHostInAscii)
{
    const std::pair<std::string, std::string> mistakes[] = {
        {"type: oidc\nclient_id: a\nissuer: https://b\xC3\xBC"
         "cher.example/x\n",
         "9:13: identity_providers.corp.issuer: the host has letters that no URL can hold; write "
         "\"https://xn--bcher-kva.example/x\""},
        {"type: oidc\nclient_id: a\nissuer: https://\xE4\xBE\x8B\xE3\x81\x88.jp:8443\n",
         "9:13: identity_providers.corp.issuer: the host has letters that no URL can hold; write "
         "\"https://xn--r8jz45g.jp:8443\""},
        {"type: oidc\nclient_id: a\nissuer: https://id.acme.test/\xC3\xBC\n",
         "9:13: identity_providers.corp.issuer: holds letters that no URL can hold; write them as %XX, and a "
         "host "
         "as xn--…"},
    };
    for (const auto& [lines, said] : mistakes)
        expect_one_error(with_provider(lines), said);
}

TEST(Address, NamesTheIssuerThatIsMeant)
{
    const std::pair<std::string, std::string> pasted[] = {
        {"https://id.acme.test/.well-known/openid-configuration",
         "is the address of a discovery document; write the issuer: \"https://id.acme.test\""},
        {"https://ak.acme.test/application/o/netbird/.well-known/openid-configuration",
         "is the address of a discovery document; write the issuer: "
         "\"https://ak.acme.test/application/o/netbird/\""},
        {"https://kc.acme.test/realms/corp/protocol/openid-connect/auth",
         "is an endpoint of Keycloak; write the issuer: \"https://kc.acme.test/realms/corp\""},
        {"https://kc.acme.test/admin/master/console/#/corp/clients/1/settings",
         "is the address of Keycloak's console; write the issuer: \"https://kc.acme.test/realms/corp\""},
        {"https://kc.acme.test/auth/admin/corp/console/",
         "is the address of Keycloak's console; write the issuer: \"https://kc.acme.test/auth/realms/corp\""},
        {"https://kc.acme.test/realms/corp/account",
         "is a page of Keycloak; write the issuer: \"https://kc.acme.test/realms/corp\""},
        {"https://login.microsoftonline.com/4f8f5e8e-1111-4222-8333-944455556666",
         "lacks /v2.0; write the issuer: "
         "\"https://login.microsoftonline.com/4f8f5e8e-1111-4222-8333-944455556666/v2.0\""},
        {"https://login.microsoftonline.com/acme.test/oauth2/v2.0/authorize",
         "is an endpoint of Entra; write the issuer: \"https://login.microsoftonline.com/acme.test/v2.0\""},
        {"https://login.microsoftonline.com/common/v2.0",
         "stands for many tenants and is no issuer; write your tenant's id in its place, or, for accounts of "
         "any "
         "tenant, type: microsoft without an issuer"},
        {"https://ak.acme.test/if/admin/#/core/applications",
         "is a page of authentik; write the issuer: https://ak.acme.test/application/o/SLUG/, where SLUG is "
         "the "
         "one of the application in authentik"},
        {"https://ak.acme.test/application/o/token/",
         "is an endpoint of authentik; write the issuer: https://ak.acme.test/application/o/SLUG/, where "
         "SLUG is "
         "the one of the application in authentik"},
        {"https://acme-admin.okta.com",
         "is the address of Okta's console; write the issuer: \"https://acme.okta.com\""},
        {"https://acme.okta.com/oauth2/v1/token",
         "is an endpoint of Okta; write the issuer: \"https://acme.okta.com\""},
        {"https://acme.okta.com/oauth2/default/v1/authorize",
         "is an endpoint of Okta; write the issuer: \"https://acme.okta.com/oauth2/default\""},
        {"https://id.acme.test/authorize", "is an endpoint; write the issuer: \"https://id.acme.test\""},
        {"https://id.acme.test/api/oidc/token",
         "is an endpoint of Pocket ID; write the issuer: \"https://id.acme.test\""},
        {"https://z.acme.test/ui/console",
         "is the address of ZITADEL's console; write the issuer: \"https://z.acme.test\""},
        {"https://fs.acme.test/adfs/oauth2/token",
         "is an endpoint of AD FS; write the issuer: \"https://fs.acme.test/adfs\""},
        {"https://id.acme.test/tenant/oauth2/token",
         "is an endpoint; write the issuer, as the provider's discovery document states it"},
    };
    for (const auto& [issuer, said] : pasted)
        expect_one_error(with_provider("type: oidc\nclient_id: a\nissuer: " + issuer + "\n"),
                         "9:13: identity_providers.corp.issuer: " + said);
}

TEST(Address, TakesIssuersThatOnlyLookLikeThese)
{
    for (const std::string issuer :
         {"https://login.microsoftonline.com/4f8f5e8e-1111-4222-8333-944455556666/v2.0",
          "https://acme.okta.com/oauth2/default", "https://kc.acme.test/realms/token",
          "https://ak.acme.test/application/o/netbird/", "https://id.acme.test/a/token",
          "https://fs.acme.test/adfs", "https://acme.eu.auth0.com/", "https://console.acme.test/admin",
          "https://id.acme.test/admin/console",
          "https://sts.windows.net/4f8f5e8e-1111-4222-8333-944455556666/"})
        EXPECT_THAT(load_text(with_provider("type: oidc\nclient_id: a\nissuer: " + issuer + "\n")).errors,
                    IsEmpty())
            << issuer;
}

TEST(Address, HasItsSchemePutRight)
{
    for (const std::string written : {"id.acme.test/x", "https//id.acme.test/x", "https:/id.acme.test/x",
                                      "htps://id.acme.test/x", "ftp://id.acme.test/x"})
        EXPECT_THAT(only_error(with_provider("type: oidc\nclient_id: a\nissuer: " + written + "\n")),
                    EndsWith("; write \"https://id.acme.test/x\""))
            << written;
    EXPECT_THAT(only_error(with("log: {}\nproviders: {proxy: \"proxy.acme.test:3128\"}\n")),
                EndsWith("write \"http://proxy.acme.test:3128\""));
}

TEST(Address, NamesTheAddressBehindAPageOfTheDashboard)
{
    expect_one_error(
        "version: 1\nmanagement:\n  url: https://netbird.acme.test/dashboard\n  token: {file: t}\n",
        "3:8: management.url: \"https://netbird.acme.test/dashboard\" is a page of the dashboard; write "
        "\"https://netbird.acme.test\"");
    expect_one_error("version: 1\nmanagement:\n  url: https://a.test/peers/\n  token: {file: t}\n",
                     "3:8: management.url: \"https://a.test/peers/\" is a page of the dashboard; write "
                     "\"https://a.test\"");
}

} // namespace
} // namespace idpsync::config
