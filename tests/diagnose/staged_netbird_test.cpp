// What can be wrong with NetBird, with the token, with the account, and with a connector.

#include "diagnose/staged.hpp"

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Profile;
using enum FindingId;
using enum Severity;
using namespace std::chrono_literals;

void ask_for_groups(Clinic& clinic, std::string_view claim)
{
    clinic.netbird.set_account_setting("jwt_groups_enabled", true);
    clinic.netbird.set_account_setting("jwt_groups_claim_name", boost::json::string(claim));
}

/// As NetBird states itself when its exposed address is `url`.
void move_login_service(Clinic& clinic, const std::string& url)
{
    const auto document = R"({"issuer":")" + url + R"(/oauth2"})";
    clinic.netbird.fail({.path = "/oauth2/.well-known/",
                         .times = {},
                         .fault = sandbox::Fault::answered(200, document, "application/json")});
    clinic.provider.client().redirect_uris = {url + "/oauth2/callback"};
}

class StagedNetBird : public testing::TestWithParam<StagedFault>
{};

TEST_P(StagedNetBird, IsFoundByItsOwnFindingAlone)
{
    expect_found(GetParam());
}

const std::vector<StagedFault> faults{
    {.name = "Down",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.netbird.set_down(true); },
     .finding = netbird_unreachable},
    {.name = "Failing",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.netbird.fail(
                 {.path = "/api/", .times = {}, .fault = sandbox::Fault::answered(502, "Bad Gateway")});
         },
     .finding = netbird_failing},
    {.name = "Throttles",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.netbird.fail({.path = "/api/", .times = {}, .fault = sandbox::Fault::answered(429, "{}")});
         },
     .finding = rate_limited},
    {.name = "TokenRevoked",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.netbird.revoke(sandbox::default_token); },
     .finding = token_revoked,
     .words = {"file /etc/netbird-idp-sync/token"}},
    {.name = "TokenExpired",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.netbird.expire(sandbox::default_token); },
     .finding = token_refused},
    {.name = "TokenAboutToExpire",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.netbird.expire(sandbox::default_token, 75h); },
     .finding = token_expiring,
     .words = {"expires in 3 days"},
     .severity = warning},
    {.name = "TokenMayOnlyRead",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.use_token(c.netbird.grant(sandbox::Role::auditor)); },
     .finding = token_read_only,
     .words = {"auditor"}},
    {.name = "TokenOfAPlainUser",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.use_token(c.netbird.grant(sandbox::Role::user)); },
     .finding = token_read_only,
     .words = {"neither admin nor auditor"}},
    {.name = "BehindAProxyThatWantsALogin",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.netbird.fail({.path = "/api/", .times = {}, .fault = sandbox::Fault::answered(401, "<html>")});
         },
     .finding = not_the_api,
     .words = {"asks for a sign-in", "let /api pass to the management server"}},
    {.name = "ClockOffByTwoMinutes",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.netbird.set_clock_error(-2min); },
     .finding = clock_off,
     .words = {"NetBird's clock is 1", "behind"},
     .severity = warning},
    {.name = "ClockOffByTenMinutes",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.netbird.set_clock_error(10min); },
     .finding = clock_off,
     .words = {"NetBird's clock is 600 s ahead"}},
    {.name = "EmbeddedIdpOff",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic&) {},
     .finding = embedded_idp_off,
     .options = {.embedded_idp = false}},
    {.name = "AccountDomainEmpty",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic&) {},
     .finding = account_domain_empty,
     .words = {"create_pat"},
     .options = {.account_domain = ""}},
    {.name = "AccountDomainThatNobodyJoins",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic&) {},
     .finding = account_domain_unusable,
     .words = {"192.0.2.7"},
     .options = {.account_domain = "192.0.2.7"}},
    {.name = "LastWayIn",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { c.netbird.set_account_setting("local_auth_disabled", true); },
     .finding = last_way_in,
     .severity = warning},
    {.name = "OtherGroupClaim",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic& c) { ask_for_groups(c, "entitlements"); },
     .finding = group_claim_ignored,
     .words = {"entitlements"},
     .severity = warning},
    {.name = "AllowListActive",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             ask_for_groups(c, "groups");
             c.netbird.set_account_setting("jwt_allow_groups", boost::json::array{"staff"});
         },
     .finding = allow_list_active,
     .words = {"\"staff\""},
     .severity = hint},
    {.name = "NewUsersBlocked",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.netbird.set_account_setting("extra", boost::json::object{{"user_approval_required", true}});
         },
     .finding = users_need_approval,
     .severity = hint},
    {.name = "UsersWaitForApproval",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.netbird.add_user({.id = "bob", .name = "Bob", .email = "bob@example.com", .pending = true});
         },
     .finding = users_waiting,
     .words = {"1 user waits", "bob@example.com"},
     .severity = warning},
    {.name = "LoginServiceAtAnotherAddress",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             move_login_service(c, "https://nb.example.com");
             c.set_callback("https://nb.example.com/oauth2/callback");
         },
     .finding = login_service_address,
     .words = {"https://nb.example.com/oauth2", "http://netbird.test"},
     .severity = warning},
    {.name = "OlderThanItsCheckOfIssuers",
     .profile = Profile::pocketid_2_10,
     .stage = [](Clinic&) {},
     .finding = netbird_version,
     .severity = hint,
     .options = {.generation = sandbox::Generation::v0_62}},
    {.name = "LoginServiceNotPassedOn",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             c.netbird.fail(
                 {.path = "/oauth2/", .times = {}, .fault = sandbox::Fault::answered(200, "<html>")});
         },
     .finding = not_the_api,
     .words = {"its login service does not", "/oauth2"}},
    {.name = "LoginServiceOnOldValues",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.visit();
             c.declared().client_id = "renamed";
             c.provider.client().id = "renamed";
             c.netbird.edit(c.connector(), {.client_id = "renamed"});
         },
     .finding = login_service_outdated,
     .words = {"restart NetBird"}},
    {.name = "ConnectorOfAnIssuerThatIsGone",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.remember_connector();
             c.netbird.edit(c.connector(), {.issuer = "https://gone.example.com"});
             c.netbird.restart();
         },
     .finding = connector_differs,
     .words = {"https://gone.example.com", "cannot open it", "netbird-idp-sync plan corp"}},
    {.name = "ConnectorOfAnotherClient",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.remember_connector();
             c.netbird.edit(c.connector(), {.client_id = "somebody"});
             c.netbird.restart();
         },
     .finding = connector_differs,
     .severity = warning},
    // Whether the provider is well cannot be said: it answers 429.
    {.name = "ConnectorThatDoesNotOpen",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             c.provider.setup().hidden_from_netbird = true;
             c.netbird.restart();
             c.netbird.fail({.path = "https://id.example.com/",
                             .times = {},
                             .fault = sandbox::Fault::answered(429, "{}")});
         },
     .finding = connector_not_opened,
     .words = {"Connector failed to initialize"}},
    {.name = "NotInNetBird",
     .profile = Profile::keycloak_hostname,
     .stage = [](Clinic& c) { c.forget_connector(); },
     .finding = connector_missing,
     .severity = warning},
};

INSTANTIATE_TEST_SUITE_P(Fault, StagedNetBird, testing::ValuesIn(faults),
                         [](const auto& tested) { return tested.param.name; });

} // namespace
} // namespace idpsync::test
