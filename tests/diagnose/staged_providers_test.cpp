// What can be wrong with a provider, with the client there, and with its connector in NetBird.

#include "diagnose/staged.hpp"
#include "sandbox/login_pages.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Profile;
using sandbox::PublishedKeys;
using enum FindingId;
using enum Severity;

void declare(Clinic& clinic, const std::string& issuer)
{
    clinic.declared().issuer = issuer;
    clinic.write_declared();
}

void register_only(Clinic& clinic, const std::string& redirect_uri)
{
    clinic.provider.client().redirect_uris = {redirect_uri};
}

const std::string https_callback = "https://netbird.test/oauth2/callback";
const sandbox::Options before_pkce{.generation = sandbox::Generation::v0_70};
const sandbox::Options over_https{.url = "https://netbird.test"};

class StagedIssuer : public testing::TestWithParam<StagedFault>
{};

TEST_P(StagedIssuer, IsFoundByItsOwnFindingAlone)
{
    expect_found(GetParam());
}

const std::vector<StagedFault> issuers{
    {.name = "WithoutSlash",
     .profile = Profile::authentik_unrecorded,
     .stage = [](Clinic& c) { declare(c, c.provider.issuer().substr(0, c.provider.issuer().size() - 1)); },
     .finding = issuer_spelling,
     .words = {"write it with the trailing slash"}},
    {.name = "WithASlashTooMany",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { declare(c, c.provider.issuer() + "/"); },
     .finding = issuer_spelling,
     .words = {"write it without the trailing slash"}},
    {.name = "OfAnotherCase",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { c.provider.setup().issuer = "https://ID.example.com"; },
     .finding = issuer_spelling,
     .words = {"upper and lower case"}},
    {.name = "BehindAProxyThatChangesIt",
     .profile = Profile::keycloak,
     .stage = [](Clinic& c) { c.provider.setup().seen_as = "http://keycloak.internal"; },
     .finding = issuer_follows_host,
     .words = {"http://keycloak.internal", "KC_HOSTNAME"},
     .severity = error},
    {.name = "OfAnUnknownRealm",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { declare(c, "https://id.example.com/realms/nobody"); },
     .finding = discovery_missing,
     .words = {"Realm does not exist", "In Keycloak: "}},
    {.name = "OfAnUnknownSlug",
     .profile = Profile::authentik_unrecorded,
     .stage = [](Clinic& c) { declare(c, "https://id.example.com/application/o/nobody/"); },
     .finding = discovery_missing,
     .words = {"slug", "In authentik: "}},
    {.name = "ThatIsTheAddressOfTheDocument",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { declare(c, "https://id.example.com/.well-known/openid-configuration"); },
     .finding = discovery_missing,
     .words = {"declare `issuer: https://id.example.com`"}},
    {.name = "WhosePathAnswersHtml",
     .profile = Profile::pocketid_2_9,
     .stage = [](Clinic& c) { declare(c, "https://id.example.com/wrong"); },
     .finding = discovery_unreadable,
     .words = {"a web page answers"}},
    {.name = "BehindAProxyThatWantsALogin",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.setup().answers_html = true; },
     .finding = discovery_unreadable},
    {.name = "Moved",
     .profile = Profile::oidc_provider,
     .stage =
         [](Clinic& c) {
             c.provider.setup().moved_to = "https://new.example.com";
             c.netbird.add_provider("https://new.example.com", {.profile = Profile::oidc_provider});
         },
     .finding = issuer_redirected,
     .words = {"declare `issuer: https://new.example.com`"}},
    {.name = "OfAuthentikThatStatesOneForAll",
     .profile = Profile::authentik_unrecorded,
     .stage = [](Clinic& c) { c.provider.setup().issuer = "https://id.example.com/"; },
     .finding = issuer_mismatch,
     .words = {"Issuer mode"}},
    {.name = "BehindABotFilter",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.setup().guarded_by = 403; },
     .finding = discovery_guarded,
     .words = {"403", "/.well-known/openid-configuration"}},
    {.name = "BehindForwardAuthentication",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.provider.setup().moved_to = "https://login.example.com/?rd="; },
     .finding = discovery_guarded,
     .words = {"login.example.com"}},
    {.name = "OfAHostThatNoNameServerKnows",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { declare(c, "https://nobody.example.com"); },
     .finding = host_unknown,
     .words = {"nobody.example.com"}},
    {.name = "HiddenFromNetBird",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.provider.setup().hidden_from_netbird = true;
             c.netbird.restart();
         },
     .finding = unreachable_from_netbird},
    {.name = "SlowerThanNetBirdWaits",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.setup().delay = std::chrono::seconds(11); },
     .finding = provider_slow},
    {.name = "ClockOffByTwoMinutes",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { c.provider.setup().clock_error = std::chrono::minutes(2); },
     .finding = clock_off,
     .words = {"120 s ahead of"},
     .severity = warning},
    {.name = "ClockOffByTenMinutes",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.provider.setup().clock_error = -std::chrono::minutes(10); },
     .finding = clock_off,
     .words = {"600 s behind"}},
};

INSTANTIATE_TEST_SUITE_P(Fault, StagedIssuer, testing::ValuesIn(issuers),
                         [](const auto& tested) { return tested.param.name; });

class StagedClient : public testing::TestWithParam<StagedFault>
{};

TEST_P(StagedClient, IsFoundByItsOwnFindingAlone)
{
    expect_found(GetParam());
}

const std::vector<StagedFault> clients{
    {.name = "RedirectUriNotRegistered",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { register_only(c, "https://other.example.com/cb"); },
     .finding = redirect_refused,
     .words = {"In Pocket ID: OIDC Clients > \"netbird\" > Callback URLs: add http://netbird.test/"}},
    {.name = "RedirectUriWithSlash",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { register_only(c, c.netbird.redirect_uri() + "/"); },
     .finding = redirect_refused,
     .words = {"it accepts http://netbird.test/oauth2/callback/, with a slash at its end",
               "add http://netbird.test/oauth2/callback, in place of http://netbird.test/oauth2/callback/"}},
    {.name = "RedirectUriWithHttp",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { register_only(c, "http://netbird.test/oauth2/callback"); },
     .finding = redirect_refused,
     .words = {"it accepts http://netbird.test/oauth2/callback, with http"},
     .options = over_https},
    {.name = "RedirectUriWithPort",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { register_only(c, "https://netbird.test:443/oauth2/callback"); },
     .finding = redirect_refused,
     .words = {"it accepts https://netbird.test:443/oauth2/callback, with the port 443"},
     .options = over_https},
    {.name = "RedirectUriInSmallLetters",
     .profile = Profile::dex_dev,
     .stage = [](Clinic& c) { register_only(c, https_callback); },
     .finding = redirect_refused,
     .words = {"it accepts " + https_callback + ", in other letter case"},
     .options = {.url = "https://NetBird.test"}},
    {.name = "RedirectUriInCapitals",
     .profile = Profile::authentik_unrecorded,
     .stage = [](Clinic& c) { register_only(c, "https://netbird.test/OAuth2/callback"); },
     .finding = redirect_refused,
     .words = {"it accepts https://netbird.test/OAuth2/callback, in other letter case"},
     .options = over_https},
    {.name = "WrongSecret",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.client().secret = "rotated"; },
     .finding = credentials_refused,
     .words = {"In Keycloak: ", "Credentials > Client Secret"}},
    {.name = "ExpiredSecret",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { c.provider.client().secret_expired = true; },
     .finding = credentials_refused},
    {.name = "AnotherClientsId",
     .profile = Profile::dex_dev,
     .stage = [](Clinic& c) { c.provider.client().id = "somebody"; },
     .finding = credentials_refused,
     .words = {"the provider does not know the client \"netbird\"", "compare its client id"}},
    {.name = "AnUnknownClientThatThePageOfPocketIDDoesNotTell",
     .profile = Profile::pocketid_2_9,
     .stage = [](Clinic& c) { c.provider.client().id = "somebody"; },
     .finding = credentials_refused},
    {.name = "Disabled",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.client().disabled = true; },
     .finding = client_disabled,
     .words = {"Enabled: on"}},
    {.name = "Public",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.client().public_client = true; },
     .finding = client_public,
     .words = {"Client authentication: on"},
     .severity = warning},
    {.name = "CodeFlowOff",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.client().code_flow = false; },
     .finding = code_flow_off,
     .words = {"Standard flow: on"}},
    {.name = "PkceRequiredAndNotSent",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.client().pkce_required = true; },
     .finding = pkce_required,
     .words = {"In Keycloak: ", "Require PKCE: off", "sends no PKCE challenge"},
     .options = before_pkce},
    {.name = "PkceRequiredByAnotherServer",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { c.provider.client().pkce_required = true; },
     .finding = pkce_required,
     .options = before_pkce},
    {.name = "PkceRequiredAndNotListed",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.provider.client().pkce_required = true;
             c.provider.setup().document["code_challenge_methods_supported"] = nullptr;
             c.netbird.restart();
         },
     .finding = pkce_required,
     .words = {"does not list S256", "In Pocket ID: "}},
    {.name = "PkceRequiredAndNobodyCanTell",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.provider.client().pkce_required = true;
             c.netbird.fail(
                 {.path = "/oauth2/auth", .times = std::nullopt, .fault = sandbox::Fault::answered(503, "")});
         },
     .finding = pkce_required,
     .severity = warning},
    {.name = "PushedRequestsRequired",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.provider.client().pushed_requests = true; },
     .finding = pushed_requests_required,
     .words = {"The error is unrecognizable", "Pushed Authorization Requests: off"}},
    {.name = "BearerOnly",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.client().bearer_only = true; },
     .finding = code_flow_off,
     .words = {"Standard flow: on"}},
    {.name = "SignsItself",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.client().signs_itself = true; },
     .finding = credentials_refused,
     .words = {"Client Authenticator: Client Id and Secret"}},
    // NetBird asks for the scope groups where the type is pocketid or okta.
    {.name = "ScopeGroupsNotAttached",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.provider.client().groups_scope = false;
             c.declared().type = ProviderType::okta;
         },
     .finding = scope_refused,
     .words = {"groups"}},
};

INSTANTIATE_TEST_SUITE_P(Fault, StagedClient, testing::ValuesIn(clients),
                         [](const auto& tested) { return tested.param.name; });

class StagedDocument : public testing::TestWithParam<StagedFault>
{};

TEST_P(StagedDocument, IsFoundByItsOwnFindingAlone)
{
    expect_found(GetParam());
}

const std::vector<StagedFault> documents{
    {.name = "HS256Only",
     .profile = Profile::authentik_unrecorded,
     .stage = [](Clinic& c) { c.provider.setup().signing_key = false; },
     .finding = algorithm_unusable,
     .words = {"HS256", "Signing Key"}},
    {.name = "KeysUnreachable",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.setup().keys = PublishedKeys::unreachable; },
     .finding = keys_unreachable},
    {.name = "NoKeys",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.setup().keys = PublishedKeys::none; },
     .finding = keys_unusable},
    {.name = "EncryptionKeysOnly",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.provider.setup().keys = PublishedKeys::encryption_only; },
     .finding = keys_unusable},
    {.name = "TokenEndpointIsAPage",
     .profile = Profile::pocketid_2_9,
     .stage =
         [](Clinic& c) {
             c.provider.setup().document["token_endpoint"] = "https://id.example.com/";
             c.forget_connector();
         },
     .finding = endpoint_unusable,
     .words = {"\"https://id.example.com/\"", "not a token endpoint"}},
    {.name = "TokenEndpointInPlainHttp",
     .profile = Profile::oidc_provider,
     .stage =
         [](Clinic& c) { c.provider.setup().document["token_endpoint"] = "http://id.example.com/token"; },
     .finding = endpoint_unusable,
     .words = {"\"http://id.example.com/token\""}},
    {.name = "NoTokenEndpoint",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { c.provider.setup().document["token_endpoint"] = nullptr; },
     .finding = endpoint_missing,
     .words = {"token_endpoint"}},
    {.name = "LogoutEndpointIsNoUrl",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.provider.setup().document["end_session_endpoint"] = "not a url";
             c.netbird.restart();
         },
     .finding = logout_endpoint_unusable},
};

class StagedConnector : public testing::TestWithParam<StagedFault>
{};

TEST_P(StagedConnector, IsFoundByItsOwnFindingAlone)
{
    expect_found(GetParam());
}

const std::vector<StagedFault> connectors{
    {.name = "SendsTheCallbackOfAFormerAddress",
     .profile = Profile::oidc_provider,
     .stage = [](Clinic& c) { c.set_callback("https://old.example.com/oauth2/callback"); },
     .finding = callback_outdated,
     .words = {"\"https://old.example.com/oauth2/callback\"", "\"http://netbird.test/oauth2/callback\"",
               "new identity"}},
    {.name = "EndsInTheLoginErrorOfAFormerAddress",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.netbird.fail(
                 {.path = "/oauth2/auth/",
                  .times = std::nullopt,
                  .fault = sandbox::Fault::answered(
                      500, sandbox::login_error_page(500, "Internal Server Error", "Login error.").body)});
         },
     .finding = callback_outdated,
     .words = {"Login error.", "\"http://netbird.test/oauth2/callback\""}},
};

INSTANTIATE_TEST_SUITE_P(Fault, StagedConnector, testing::ValuesIn(connectors),
                         [](const auto& tested) { return tested.param.name; });

TEST(StagedClients, ThatRequirePkceAreFineWhereNetBirdSendsIt)
{
    for (const auto profile : {Profile::keycloak_hostname, Profile::pocketid_2_10, Profile::oidc_provider})
    {
        Clinic clinic(profile);
        clinic.provider.client().pkce_required = true;
        EXPECT_EQ(said(troubles(clinic.visit())), "");
    }
}

TEST(StagedClients, ThatTakeTheirSecretByPostAloneAreFine)
{
    Clinic clinic(Profile::oidc_provider);
    clinic.provider.client().post_only = true;
    EXPECT_EQ(said(troubles(clinic.visit())), "");
    clinic.set_secret("wrong");
    const auto found = troubles(clinic.visit());
    ASSERT_EQ(found.size(), 1U) << said(found);
    EXPECT_EQ(found.front().id, credentials_refused);
}

INSTANTIATE_TEST_SUITE_P(Fault, StagedDocument, testing::ValuesIn(documents),
                         [](const auto& tested) { return tested.param.name; });

} // namespace
} // namespace idpsync::test
