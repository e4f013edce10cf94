#include "oidc/advice.hpp"
#include "registrar/sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <utility>

namespace idpsync::registrar {

void PrintTo(const Step& step, std::ostream* out)
{
    *out << to_string(step.act) << " [" << step.where << "] " << step.field << " = " << step.value << " -> "
         << step.to;
}

namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string redirect = "https://netbird.acme.test/oauth2/callback";
const std::string logout = "https://netbird.acme.test/oauth2/logout/callback";
const std::string issuer = "https://login.acme.test/application/o/vpn/";

RegistrationValues undeclared()
{
    return {.redirect_uri = redirect,
            .logout_uri = logout,
            .issuer = {},
            .client_id = {},
            .declared_at = {},
            .secret_at = {},
            .challenge = {}};
}

RegistrationValues declared()
{
    auto values = undeclared();
    values.issuer = issuer;
    values.client_id = "vpn-client";
    values.declared_at = "/etc/corp.yaml:7";
    values.secret_at = "file /etc/secrets/corp";
    return values;
}

class EveryType : public testing::TestWithParam<ProviderType>
{};

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Field and value of what is typed in or set.
Pairs entries(const std::vector<Step>& steps)
{
    Pairs found;
    for (const auto& step : steps)
        if (step.act == Act::enter || step.act == Act::choose)
            found.emplace_back(step.field, step.value);
    return found;
}

/// Field and destination of what is copied.
Pairs copies(const RegistrationSheet& sheet)
{
    Pairs found;
    for (const auto& step : sheet.steps)
        if (step.act == Act::copy)
            found.emplace_back(step.field, step.to);
    return found;
}

/// The one step of this field; nothing: there is none, or several.
std::optional<Step> step_of(const RegistrationSheet& sheet, const std::string& field)
{
    if (std::ranges::count(sheet.steps, field, &Step::field) != 1)
        return std::nullopt;
    return *std::ranges::find(sheet.steps, field, &Step::field);
}

Step step_with(const RegistrationSheet& sheet, const std::string& value)
{
    const auto found = std::ranges::find(sheet.steps, value, &Step::value);
    return found == sheet.steps.end() ? Step() : *found;
}

TEST_P(EveryType, RegistersTheRedirectUriOfThisNetBirdOnce)
{
    const auto sheet = registration_sheet(GetParam(), declared());
    EXPECT_EQ(std::ranges::count(sheet.steps, redirect, &Step::value), 1);
    EXPECT_EQ(step_with(sheet, redirect).act, Act::enter);
    EXPECT_FALSE(step_with(sheet, redirect).optional);
}

TEST_P(EveryType, LeavesTheLogoutUriToTheOperator)
{
    for (const auto& step : registration_sheet(GetParam(), declared()).steps)
        EXPECT_EQ(step.optional, step.value == logout) << step.field;
}

TEST_P(EveryType, CallsTheListOfRedirectUrisAsTheDoctorDoes)
{
    if (GetParam() == ProviderType::oidc)
        return;
    const auto sheet = registration_sheet(GetParam(), declared());
    const oidc::Registration registration{.type = GetParam(),
                                          .issuer = issuer,
                                          .client_id = "vpn-client",
                                          .redirect_uri = redirect,
                                          .group_claims = false};
    EXPECT_THAT(oidc::how_to(oidc::Mend::redirect_uri, registration),
                HasSubstr(step_with(sheet, redirect).field));
}

TEST_P(EveryType, SaysWhereTheSecretGoes)
{
    EXPECT_THAT(copies(registration_sheet(GetParam(), declared())),
                Contains(testing::Pair(testing::_, "file /etc/secrets/corp")));
    EXPECT_THAT(copies(registration_sheet(GetParam(), undeclared())),
                Contains(testing::Pair(testing::_, "the file that client_secret names")));
}

TEST_P(EveryType, ComparesOrEntersTheDeclaredClientId)
{
    const auto sheet = registration_sheet(GetParam(), declared());
    const auto step = step_with(sheet, "vpn-client");
    EXPECT_THAT(step.act, testing::AnyOf(Act::enter, Act::copy));
    EXPECT_EQ(step.to, step.act == Act::copy ? "client_id in /etc/corp.yaml:7" : "");
}

TEST_P(EveryType, SaysWhatTheClientIdIsWhereNoneIsDeclared)
{
    const auto sheet = registration_sheet(GetParam(), undeclared());
    const auto copied = copies(sheet);
    EXPECT_TRUE(GetParam() == ProviderType::keycloak
                    ? step_of(sheet, "Client ID")->value == "netbird"
                    : std::ranges::find(copied, "client_id", &Pairs::value_type::second) != copied.end());
}

TEST_P(EveryType, ComparesTheIssuerWhereOneIsDeclared)
{
    const auto copied = copies(registration_sheet(GetParam(), declared()));
    EXPECT_EQ(std::ranges::count(copied, "issuer in /etc/corp.yaml:7", &Pairs::value_type::second),
              has_builtin_issuer(GetParam()) ? 0 : 1);
}

TEST_P(EveryType, DoesNotDemandPkceWhileNoChallengeWasSeen)
{
    auto values = declared();
    for (const auto& challenge : {std::optional<bool>(), std::optional(false)})
    {
        values.challenge = challenge;
        for (const auto& [field, value] : entries(registration_sheet(GetParam(), values).steps))
            EXPECT_TRUE(field.find("PKCE") == field.npos || value == "off") << field;
    }
}

TEST_P(EveryType, FillsEachStepForWhatIsDoneWithIt)
{
    for (const auto& values : {declared(), undeclared()})
    {
        const auto sheet = registration_sheet(GetParam(), values);
        EXPECT_FALSE(sheet.product.empty());
        for (const auto* steps : {&sheet.steps, &sheet.groups})
            for (const auto& step : *steps)
            {
                const bool sets = step.act == Act::enter || step.act == Act::choose;
                EXPECT_EQ(step.field.empty(), step.act == Act::go || step.act == Act::know) << step.field;
                EXPECT_TRUE(!sets || !step.value.empty()) << step.field;
                EXPECT_EQ(step.to.empty(), step.act != Act::copy) << step.field;
                EXPECT_TRUE(step.why.empty() || step.why.back() == '.') << step.why;
                EXPECT_THAT(step.where, Not(HasSubstr("{")));
                EXPECT_TRUE(step.act != Act::go || !step.where.empty());
            }
    }
}

TEST_P(EveryType, NamesAPageOfTheDocumentation)
{
    EXPECT_THAT(registration_sheet(GetParam(), {}).page,
                AllOf(testing::StartsWith("docs/providers/"), testing::EndsWith(".md")));
}

INSTANTIATE_TEST_SUITE_P(RegistrationSheet, EveryType, testing::ValuesIn(enumerators<ProviderType>()),
                         [](const auto& type) { return std::string(to_string(type.param)); });

TEST(RegistrationSheet, OfPocketIdTurnsOffWhatNetBirdDoesNotDo)
{
    const auto sheet = registration_sheet(ProviderType::pocketid, declared());
    EXPECT_THAT(
        entries(sheet.steps),
        ElementsAre(std::pair("Name", "NetBird"), std::pair("Client ID", "vpn-client"),
                    std::pair("Callback URLs", redirect), std::pair("Logout Callback URLs", logout),
                    std::pair("Public Client", "off"), std::pair("PKCE", "off"),
                    std::pair("Requires pushed authorization requests", "off"),
                    std::pair("Allowed User Groups", "the groups that may sign in, or unrestricted")));
    EXPECT_THAT(step_of(sheet, "Client secret")->why, HasSubstr("shown only when it is made"));
    EXPECT_THAT(sheet.groups.at(0).why, HasSubstr("the scope `groups`"));
}

TEST(RegistrationSheet, OfAuthentikHasASigningKeyAndGrantTypes)
{
    const auto sheet = registration_sheet(ProviderType::authentik, declared());
    EXPECT_THAT(step_of(sheet, "Signing Key")->value, HasSubstr("RSA"));
    EXPECT_THAT(step_of(sheet, "Signing Key")->why, HasSubstr("HS256"));
    EXPECT_EQ(step_of(sheet, "Encryption Key")->value, "empty");
    EXPECT_EQ(step_of(sheet, "Client type")->value, "Confidential");
    EXPECT_EQ(step_of(sheet, "Scopes")->value, "openid, email, profile");
    EXPECT_EQ(step_of(sheet, "Include claims in id_token")->value, "on");
    EXPECT_EQ(step_of(sheet, "Grant types")->value, "Authorization Code, Refresh Token");
    EXPECT_THAT(step_of(sheet, "Grant types")->why, HasSubstr("2026.5"));
    EXPECT_THAT(step_of(sheet, "OpenID Configuration Issuer")->why, HasSubstr("ends with a slash"));
    EXPECT_THAT(entries(sheet.groups),
                Contains(std::pair(std::string("Scope name"), std::string("profile"))));
}

TEST(RegistrationSheet, OfAuthentikTakesTheSlugFromTheDeclaredIssuer)
{
    const auto slug = [](const std::string& of) {
        auto values = declared();
        values.issuer = of;
        return step_of(registration_sheet(ProviderType::authentik, values), "Slug")->value;
    };
    EXPECT_EQ(slug("https://authentik.acme.test/application/o/vpn/"), "vpn");
    EXPECT_EQ(slug("https://authentik.acme.test/application/o/vpn"), "vpn");
    EXPECT_EQ(slug("https://authentik.acme.test/"), "netbird");
    EXPECT_EQ(slug("https://authentik.acme.test/application/o/"), "netbird");
    EXPECT_EQ(slug(""), "netbird");
}

TEST(RegistrationSheet, OfKeycloakPutsShortGroupNamesIntoTheIdToken)
{
    const auto sheet = registration_sheet(ProviderType::keycloak, declared());
    EXPECT_THAT(
        entries(sheet.steps),
        ElementsAre(
            std::pair("Client type", "OpenID Connect"), std::pair("Client ID", "vpn-client"),
            std::pair("Client authentication", "On"), std::pair("Authentication flow", "Standard flow alone"),
            std::pair("Valid redirect URIs", redirect), std::pair("Valid post logout redirect URIs", logout),
            std::pair("Web origins", "empty"), std::pair("Client Authenticator", "Client Id and Secret"),
            std::pair("Require PKCE", "off")));
    EXPECT_THAT(sheet.groups.at(1).where,
                HasSubstr("Clients > vpn-client > Client scopes > vpn-client-dedicated"));
    EXPECT_THAT(entries(sheet.groups),
                ElementsAre(std::pair("Name", "groups"), std::pair("Token Claim Name", "groups"),
                            std::pair("Full group path", "Off"), std::pair("Add to ID token", "On")));
}

TEST(RegistrationSheet, OfZitadelIsAWebClientWithASecret)
{
    const auto sheet = registration_sheet(ProviderType::zitadel, declared());
    EXPECT_THAT(entries(sheet.steps),
                ElementsAre(std::pair("Name", "NetBird"), std::pair("Type", "Web"),
                            std::pair("Authentication method", "Code"), std::pair("Redirect URIs", redirect),
                            std::pair("Post Logout URIs", logout),
                            std::pair("User Info inside ID Token", "on")));
    EXPECT_THAT(sheet.groups.at(0).why, HasSubstr("An action"));
}

TEST(RegistrationSheet, OfEntraMakesTheIssuerFromTheTenant)
{
    const auto sheet = registration_sheet(ProviderType::entra, declared());
    EXPECT_EQ(step_of(sheet, "Supported account types")->value, "this organizational directory only");
    EXPECT_THAT(step_of(sheet, "Directory (tenant) ID")->why,
                HasSubstr("https://login.microsoftonline.com/TENANT-ID/v2.0"));
    EXPECT_EQ(step_of(sheet, "Directory (tenant) ID")->value, issuer);
    EXPECT_THAT(step_of(sheet, "Value")->why, HasSubstr("client_secret_expires"));
    EXPECT_EQ(step_of(sheet, "Users and groups")->value, "who may sign in");
    EXPECT_THAT(entries(sheet.groups), ElementsAre(std::pair("Groups", "Groups assigned to the application"),
                                                   std::pair("ID", "Group ID")));
}

TEST(RegistrationSheet, OfMicrosoftAndGoogleNeedsNoIssuer)
{
    const auto microsoft = registration_sheet(ProviderType::microsoft, declared());
    EXPECT_EQ(step_of(microsoft, "Directory (tenant) ID"), std::nullopt);
    EXPECT_THAT(microsoft.steps.back().why, HasSubstr("Leave `issuer` out"));
    EXPECT_THAT(microsoft.groups, IsEmpty());
    const auto google = registration_sheet(ProviderType::google, declared());
    EXPECT_THAT(google.steps.back().why, HasSubstr("Leave `issuer` out"));
    EXPECT_EQ(step_of(google, "Application type")->value, "Web application");
    EXPECT_THAT(google.groups.at(0).why, HasSubstr("sends no groups"));
}

TEST(RegistrationSheet, OfOktaNamesTheServerOfTheOrganization)
{
    const auto sheet = registration_sheet(ProviderType::okta, declared());
    EXPECT_THAT(
        entries(sheet.steps),
        ElementsAre(std::pair("Sign-in method", "OIDC - OpenID Connect"),
                    std::pair("Application type", "Web Application"),
                    std::pair("App integration name", "NetBird"),
                    std::pair("Grant type", "Authorization Code, Refresh Token"),
                    std::pair("Sign-in redirect URIs", redirect), std::pair("Sign-out redirect URIs", logout),
                    std::pair("Assignments", "who may sign in"),
                    std::pair("Client authentication", "Client secret"), std::pair("Issuer", "Okta URL")));
    EXPECT_THAT(entries(sheet.groups),
                ElementsAre(std::pair("Group claims filter", "groups, Matches regex, .*")));
}

TEST(RegistrationSheet, OfAdfsNamesEveryScopeThatNetBirdAsksFor)
{
    const auto sheet = registration_sheet(ProviderType::adfs, declared());
    EXPECT_EQ(step_of(sheet, "Scopes")->value, "openid, profile, email, allatclaims");
    EXPECT_EQ(step_of(sheet, "E-Mail-Addresses")->value, "email");
    EXPECT_EQ(step_of(sheet, "Display-Name")->value, "name");
    EXPECT_THAT(step_of(sheet, "issuer")->why, HasSubstr("`/adfs`"));
    EXPECT_THAT(entries(sheet.groups), ElementsAre(std::pair("Token-Groups - Unqualified Names", "groups")));
}

TEST(RegistrationSheet, OfAnyOtherProviderSaysWhatItMustDo)
{
    const auto sheet = registration_sheet(ProviderType::oidc, declared());
    EXPECT_THAT(entries(sheet.steps),
                ElementsAre(std::pair("Kind of client", "confidential"),
                            std::pair("Grant", "authorization code"), std::pair("Redirect URI", redirect),
                            std::pair("Logout URI", logout), std::pair("Scopes", "openid, profile, email"),
                            std::pair("PKCE required", "off"),
                            std::pair("Pushed authorization requests required", "off"),
                            std::pair("Signature of the ID token",
                                      "RS256, ES256, EdDSA or another of their families")));
}

TEST(RegistrationSheet, LetsAClientDemandPkceWhereNetBirdWasSeenToSendAChallenge)
{
    auto values = declared();
    values.challenge = true;
    EXPECT_EQ(step_of(registration_sheet(ProviderType::keycloak, values), "Require PKCE")->value,
              "off or on");
    EXPECT_EQ(step_of(registration_sheet(ProviderType::pocketid, values), "PKCE")->value, "off or on");
    EXPECT_EQ(step_of(registration_sheet(ProviderType::oidc, values), "PKCE required")->value, "off or on");
}

TEST(StandaloneSheet, HasThePublicClientAndTheManagerOfUsers)
{
    auto values = declared();
    values.redirect_uris = {"http://localhost:53000", "https://nb.acme.test/auth",
                            "https://nb.acme.test/silent-auth"};
    values.audience = "vpn-api";
    values.manager_account = "netbird-backend";
    values.manager_at = "file /etc/secrets/manager";
    for (const auto type : {ProviderType::pocketid, ProviderType::authentik, ProviderType::keycloak})
    {
        const auto sheet = standalone_sheet(type, values);
        for (const auto& uri : values.redirect_uris)
            EXPECT_NE(step_with(sheet, uri).field, "") << uri;
        EXPECT_THAT(copies(sheet),
                    Contains(std::pair(std::string(type == ProviderType::pocketid    ? "API Key"
                                                   : type == ProviderType::authentik ? "Password"
                                                                                     : "Client Secret"),
                                       std::string("file /etc/secrets/manager"))));
        EXPECT_EQ(sheet.page, "docs/standalone.md");
        EXPECT_THAT(sheet.groups, IsEmpty());
    }
    const auto keycloak = standalone_sheet(ProviderType::keycloak, values);
    EXPECT_EQ(step_of(keycloak, "Included Client Audience")->value, "vpn-api");
    EXPECT_NE(step_with(keycloak, "netbird-backend").field, "");
    EXPECT_EQ(step_of(standalone_sheet(ProviderType::pocketid, values), "Public Client")->value, "on");
    EXPECT_THAT(entries(standalone_sheet(ProviderType::oidc, values).steps),
                Contains(std::pair(std::string("redirect URIs"), std::string("http://localhost:53000"))));
}

} // namespace
} // namespace idpsync::registrar
