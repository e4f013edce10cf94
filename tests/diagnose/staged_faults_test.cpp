// Everything that keeps users from signing in, staged one at a time: each is found by its own finding, and on
// a healthy provider nothing is found.

#include "diagnose/clinic.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

namespace idpsync::test {
namespace {

using sandbox::Profile;
using sandbox::PublishedKeys;
using ::testing::HasSubstr;
using ::testing::Not;
using enum FindingId;

std::string said(const std::vector<Finding>& findings)
{
    std::string out;
    for (const auto& finding : findings)
        out += std::string(to_string(finding.severity)) + " " + std::string(to_string(finding.id)) + ": " +
               finding.evidence + "\n";
    return out;
}

class HealthyProvider : public testing::TestWithParam<Profile>
{};

TEST_P(HealthyProvider, HasNothingToMend)
{
    Clinic clinic(GetParam());
    const auto diagnosis = clinic.visit();
    EXPECT_EQ(said(troubles(diagnosis)), "");
    EXPECT_TRUE(diagnosis.is_well());
    ASSERT_EQ(diagnosis.providers.size(), 1U);
}

TEST_P(HealthyProvider, IsAskedAFewTimesOnly)
{
    Clinic clinic(GetParam());
    clinic.visit();
    const auto& seen = clinic.netbird.requests();
    const auto asked = std::count_if(seen.begin(), seen.end(), [](const sandbox::Seen& request) {
        return request.target.starts_with("https://id.example.com");
    });
    EXPECT_LE(asked, 9);
}

INSTANTIATE_TEST_SUITE_P(Of, HealthyProvider,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_10,
                                         Profile::keycloak_hostname, Profile::dex, Profile::dex_dev,
                                         Profile::oidc_provider, Profile::authentik_unrecorded),
                         [](const auto& tested) {
                             std::string name(to_string(tested.param));
                             std::erase_if(name, [](char letter) { return letter == '-' || letter == '.'; });
                             return name;
                         });

struct StagedFault
{
    std::string name;
    Profile profile;
    std::function<void(Clinic&)> stage;
    FindingId finding;
};

class Staged : public testing::TestWithParam<StagedFault>
{};

TEST_P(Staged, IsFoundByItsOwnFinding)
{
    const auto& fault = GetParam();
    Clinic clinic(fault.profile);
    fault.stage(clinic);
    const auto diagnosis = clinic.visit();
    std::vector<Finding> all = diagnosis.netbird;
    for (const auto& provider : diagnosis.providers)
        all.insert(all.end(), provider.findings.begin(), provider.findings.end());
    const auto found = std::find_if(all.begin(), all.end(), [&](const Finding& finding) {
        return finding.id == fault.finding && finding.severity != Severity::ok &&
               finding.severity != Severity::hint;
    });
    ASSERT_NE(found, all.end()) << said(all);
    EXPECT_FALSE(found->evidence.empty());
    EXPECT_THAT(said(all), Not(HasSubstr("not-a-real-secret")));
}

void declare(Clinic& clinic, const std::string& issuer)
{
    clinic.declared().issuer = issuer;
    clinic.write_declared();
}

const std::vector<StagedFault> faults{
    {"RedirectUriNotRegistered", Profile::pocketid_2_10,
     [](Clinic& c) { c.provider.client().redirect_uris = {"https://other.example.com/cb"}; },
     redirect_refused},
    {"RedirectUriWithSlash", Profile::keycloak_hostname,
     [](Clinic& c) { c.provider.client().redirect_uris = {c.netbird.redirect_uri() + "/"}; },
     redirect_refused},
    {"IssuerWithoutSlash", Profile::authentik_unrecorded,
     [](Clinic& c) {
         auto issuer = c.provider.issuer();
         issuer.pop_back();
         declare(c, issuer);
     },
     issuer_spelling},
    {"IssuerOfAnotherCase", Profile::oidc_provider,
     [](Clinic& c) { c.provider.setup().issuer = "https://ID.example.com"; }, issuer_spelling},
    {"IssuerBehindAProxyThatChangesIt", Profile::keycloak,
     [](Clinic& c) { c.provider.setup().seen_as = "http://keycloak.internal"; }, issuer_follows_host},
    {"WrongRealm", Profile::keycloak_hostname,
     [](Clinic& c) { declare(c, "https://id.example.com/realms/nobody"); }, discovery_missing},
    {"IssuersPathAnswersHtml", Profile::pocketid_2_9,
     [](Clinic& c) { declare(c, "https://id.example.com/wrong"); }, discovery_unreadable},
    {"AProxyThatWantsALogin", Profile::keycloak_hostname,
     [](Clinic& c) { c.provider.setup().answers_html = true; }, discovery_unreadable},
    {"IssuerMovedByRedirect", Profile::oidc_provider,
     [](Clinic& c) { c.provider.setup().moved_to = "https://new.example.com"; }, issuer_redirected},
    {"WrongSecret", Profile::keycloak_hostname, [](Clinic& c) { c.provider.client().secret = "rotated"; },
     credentials_refused},
    {"ExpiredSecret", Profile::oidc_provider, [](Clinic& c) { c.provider.client().secret_expired = true; },
     credentials_refused},
    {"AnotherClientsId", Profile::dex_dev, [](Clinic& c) { c.provider.client().id = "somebody"; },
     credentials_refused},
    {"DisabledClient", Profile::keycloak_hostname, [](Clinic& c) { c.provider.client().disabled = true; },
     client_disabled},
    {"PublicClient", Profile::keycloak_hostname, [](Clinic& c) { c.provider.client().public_client = true; },
     client_public},
    {"CodeFlowOff", Profile::keycloak_hostname, [](Clinic& c) { c.provider.client().code_flow = false; },
     code_flow_off},
    {"PkceRequired", Profile::keycloak_hostname, [](Clinic& c) { c.provider.client().pkce_required = true; },
     pkce_required},
    {"HS256Only", Profile::authentik_unrecorded, [](Clinic& c) { c.provider.setup().signing_key = false; },
     algorithm_unusable},
    {"KeysUnreachable", Profile::keycloak_hostname,
     [](Clinic& c) { c.provider.setup().keys = PublishedKeys::unreachable; }, keys_unreachable},
    {"NoKeys", Profile::keycloak_hostname, [](Clinic& c) { c.provider.setup().keys = PublishedKeys::none; },
     keys_unusable},
    {"EncryptionKeysOnly", Profile::keycloak_hostname,
     [](Clinic& c) { c.provider.setup().keys = PublishedKeys::encryption_only; }, keys_unusable},
    {"NoTokenEndpoint", Profile::oidc_provider,
     [](Clinic& c) { c.provider.setup().document["token_endpoint"] = nullptr; }, endpoint_missing},
    {"LogoutEndpointIsNoUrl", Profile::keycloak_hostname,
     [](Clinic& c) {
         c.provider.setup().document["end_session_endpoint"] = "not a url";
         c.netbird.restart();
     },
     logout_endpoint_unusable},
    {"ClockOffByTwoMinutes", Profile::oidc_provider,
     [](Clinic& c) { c.provider.setup().clock_error = std::chrono::minutes(2); }, clock_off},
    {"ClockOffByTenMinutes", Profile::pocketid_2_10,
     [](Clinic& c) { c.provider.setup().clock_error = -std::chrono::minutes(10); }, clock_off},
    {"SlowerThanNetBirdWaits", Profile::keycloak_hostname,
     [](Clinic& c) { c.provider.setup().delay = std::chrono::seconds(11); }, provider_slow},
    {"LoginServiceOnOldValues", Profile::keycloak_hostname,
     [](Clinic& c) {
         c.visit();
         c.declared().client_id = "renamed";
         c.provider.client().id = "renamed";
         c.netbird.edit(c.connector(), {.client_id = "renamed"});
     },
     login_service_outdated},
    {"HiddenFromNetBird", Profile::keycloak_hostname,
     [](Clinic& c) {
         c.provider.setup().hidden_from_netbird = true;
         c.netbird.restart();
     },
     unreachable_from_netbird},
    {"ConnectorWithAnIssuerThatIsNone", Profile::keycloak_hostname,
     [](Clinic& c) {
         c.netbird.edit(c.connector(), {.issuer = "https://gone.example.com"});
         c.netbird.restart();
     },
     connector_missing},
    {"NotInNetBird", Profile::keycloak_hostname, [](Clinic& c) { c.forget_connector(); }, connector_missing},
    {"TokenRevoked", Profile::pocketid_2_10, [](Clinic& c) { c.netbird.revoke(sandbox::default_token); },
     token_revoked},
    {"TokenExpired", Profile::pocketid_2_10, [](Clinic& c) { c.netbird.expire(sandbox::default_token); },
     token_refused},
    {"NetBirdDown", Profile::pocketid_2_10, [](Clinic& c) { c.netbird.set_down(true); }, netbird_unreachable},
    {"LastWayIn", Profile::pocketid_2_10,
     [](Clinic& c) { c.netbird.set_account_setting("local_auth_disabled", true); }, last_way_in},
    {"OtherGroupClaim", Profile::pocketid_2_10,
     [](Clinic& c) {
         c.netbird.set_account_setting("jwt_groups_enabled", true);
         c.netbird.set_account_setting("jwt_groups_claim_name", "entitlements");
     },
     group_claim_ignored},
};

INSTANTIATE_TEST_SUITE_P(Fault, Staged, testing::ValuesIn(faults),
                         [](const auto& tested) { return tested.param.name; });

TEST(StagedFaults, AnUnreachableProviderIsOneFinding)
{
    Clinic clinic(Profile::keycloak_hostname);
    clinic.declared().issuer = "https://nobody.example.com";
    const auto found = troubles(clinic.visit());
    const auto from_outside = std::count_if(found.begin(), found.end(), [](const Finding& finding) {
        return finding.id == provider_unreachable || finding.id == host_unknown;
    });
    EXPECT_EQ(from_outside, 1) << said(found);
    for (const auto consequence :
         {credentials_refused, redirect_refused, keys_unreachable, connector_not_opened})
        EXPECT_EQ(std::count_if(found.begin(), found.end(),
                                [&](const Finding& finding) { return finding.id == consequence; }),
                  0)
            << said(found);
}

TEST(StagedFaults, ANetBirdThatIsDownSaysNothingOfItsConnectors)
{
    Clinic clinic(Profile::keycloak_hostname);
    clinic.netbird.set_down(true);
    EXPECT_EQ(troubles(clinic.visit()).size(), 1U);
}

} // namespace
} // namespace idpsync::test
