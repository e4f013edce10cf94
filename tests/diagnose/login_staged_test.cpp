// Everything that can become of a real login, staged one at a time with whole logins: each is found by its
// own finding, and a login that works finds nothing.

#include "diagnose/catalogue.hpp"
#include "diagnose/login_clinic.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using sandbox::Fault;
using sandbox::Profile;
using enum FindingId;

std::string said_of_login(const diagnose::LoginDiagnosis& diagnosis)
{
    std::string out;
    for (const auto& finding : diagnosis.findings)
        out += std::string(to_string(finding.severity)) + " " + std::string(to_string(finding.id)) + ": " +
               finding.evidence + " | " + finding.next + "\n";
    return out;
}

std::vector<FindingId> troubles_of(const diagnose::LoginDiagnosis& diagnosis)
{
    std::vector<FindingId> ids;
    for (const auto& finding : diagnosis.findings)
        if (diagnose::is_trouble(finding))
            ids.push_back(finding.id);
    return ids;
}

void sync_groups(LoginClinic& clinic, const std::string& claim = "groups", json::array allowed = {})
{
    clinic.netbird.set_account_setting("jwt_groups_enabled", true);
    clinic.netbird.set_account_setting("jwt_groups_claim_name", json::string(claim));
    clinic.netbird.set_account_setting("jwt_allow_groups", std::move(allowed));
}

class HealthyLogin : public testing::TestWithParam<Profile>
{};

TEST_P(HealthyLogin, FindsNothingToMend)
{
    LoginClinic clinic(GetParam());
    sync_groups(clinic);
    const auto diagnosis = clinic.login().value();
    EXPECT_THAT(troubles_of(diagnosis), IsEmpty()) << said_of_login(diagnosis);
    EXPECT_EQ(diagnosis.findings.front().id, login_works) << said_of_login(diagnosis);
    EXPECT_TRUE(diagnosis.is_well());
    ASSERT_TRUE(diagnosis.seen);
    EXPECT_EQ(diagnosis.seen->name, "Alice Example");
    EXPECT_EQ(diagnosis.seen->role, "user");
    EXPECT_EQ(diagnosis.seen->joined, true);
    EXPECT_THAT(diagnosis.seen->group_sync, HasSubstr("puts the user into them: \"netbird-admins\""));
}

INSTANTIATE_TEST_SUITE_P(Of, HealthyLogin, testing::ValuesIn(every_profile), name_of_profile);

struct StagedLogin
{
    std::string name;
    std::function<void(LoginClinic&)> stage;
    std::vector<FindingId> troubles;
    std::string says; ///< in the evidence or the next step
    Profile profile = Profile::keycloak_hostname;
    std::string redirect = "http://localhost:53000/";
};

class LoginStaged : public testing::TestWithParam<StagedLogin>
{};

TEST_P(LoginStaged, IsFoundByItsOwnFinding)
{
    const auto& staged = GetParam();
    LoginClinic clinic(staged.profile);
    staged.stage(clinic);
    const auto diagnosis = clinic.login(staged.redirect).value();
    EXPECT_EQ(troubles_of(diagnosis), staged.troubles) << said_of_login(diagnosis);
    EXPECT_THAT(said_of_login(diagnosis), HasSubstr(staged.says));
    EXPECT_THAT(said_of_login(diagnosis), Not(HasSubstr("not-a-real-secret")));
}

json::object& id_token(LoginClinic& clinic)
{
    return clinic.provider.setup().user.id_token;
}

const std::vector<StagedLogin> staged_logins{
    {"NameMissing",
     [](LoginClinic& c) { id_token(c).erase("name"); },
     {login_failed_at_netbird},
     "NetBird keeps another client secret than the declared one"},
    {"NameMissingByTheLog",
     [](LoginClinic& c) {
         id_token(c).erase("name");
         c.door.reads_log = true;
     },
     {login_claim_missing},
     "NetBird's log says: missing \"name\" claim"},
    {"EmailMissingByTheLog",
     [](LoginClinic& c) {
         id_token(c).erase("email");
         c.door.reads_log = true;
     },
     {login_claim_missing},
     "missing email claim, not found \"email\" key"},
    {"MixedGroupsByTheLog",
     [](LoginClinic& c) {
         id_token(c)["groups"] = json::array{"admins", 1};
         c.door.reads_log = true;
     },
     {login_groups_malformed},
     "malformed \"groups\" claim"},
    {"WrongSecretInNetBird",
     [](LoginClinic& c) {
         c.netbird.edit(c.connector(), {.client_secret = "another one"});
         c.netbird.restart();
         c.door.reads_log = true;
     },
     {credentials_refused},
     "NetBird's log says: oidc: failed to get token: oauth2: \"unauthorized_client\""},
    {"PushedRequestsRequiredByTheLog",
     [](LoginClinic& c) {
         c.provider.client().pushed_requests = true;
         c.door.reads_log = true;
     },
     {pushed_requests_required},
     "In Pocket ID: ",
     Profile::pocketid_2_10},
    {"AFailureThatNoWordsAreKnownFor",
     [](LoginClinic& c) {
         c.provider.setup().clock_error = -std::chrono::hours(2);
         c.door.reads_log = true;
     },
     {login_failed_at_netbird},
     "NetBird's log has no line that explains it"},
    {"WrongSecretEverywhere",
     [](LoginClinic& c) { c.provider.client().secret = "rotated"; },
     {credentials_refused},
     "hint login-failed-at-netbird"},
    {"GroupsMissing",
     [](LoginClinic& c) {
         sync_groups(c);
         id_token(c).erase("groups");
     },
     {login_groups_missing},
     "Token Claim Name `groups`"},
    {"GroupMadeByHand",
     [](LoginClinic& c) {
         sync_groups(c);
         c.netbird.make_group("netbird-admins");
     },
     {group_not_from_logins},
     "rename or delete the group \"netbird-admins\""},
    {"GroupTwice",
     [](LoginClinic& c) {
         sync_groups(c);
         id_token(c)["groups"] = json::array{"netbird-admins", "netbird-admins"};
     },
     {login_groups_repeated},
     "\"netbird-admins\""},
    {"GroupClaimOtherThanGroups",
     [](LoginClinic& c) { sync_groups(c, "roles"); },
     {group_claim_ignored},
     "login-works"},
    {"NotInTheAllowList",
     [](LoginClinic& c) { sync_groups(c, "groups", {"netbird-users"}); },
     {login_not_allowed},
     "only members of \"netbird-users\" may sign in, and the login brought \"netbird-admins\""},
    {"AllowListOfAClaimThatNeverArrives",
     [](LoginClinic& c) { sync_groups(c, "roles", {"netbird-admins"}); },
     {group_claim_ignored, login_not_allowed},
     "locks everybody out"},
    {"NewUserIsBlocked",
     [](LoginClinic& c) {
         c.netbird.set_account_setting("extra", json::object{{"user_approval_required", true}});
     },
     {login_user_blocked},
     "approve the user"},
    {"ProviderSendsUsersBack",
     [](LoginClinic& c) { c.provider.client().code_flow = false; },
     {code_flow_off},
     "hint login-failed-at-netbird"},
    {"ComesBackWithAnError",
     [](LoginClinic& c) { c.door.comes_back_with = "error=access_denied&error_description=no%1b%5B31m+way"; },
     {login_refused},
     "\"access_denied\": \"no\\x1b[31m way\""},
    {"NobodyComes",
     [](LoginClinic& c) { c.door.comes = false; },
     {login_abandoned},
     "nobody came back within 3 min; if NetBird showed an error page, possible causes: "},
    {"StoppedAtTheProvider",
     [](LoginClinic& c) { c.provider.client().redirect_uris.clear(); },
     {redirect_refused},
     "hint login-abandoned"},
    {"RedirectNotRegistered",
     [](LoginClinic&) {},
     {login_refused},
     "--redirect",
     Profile::dex,
     "http://localhost:53001/"},
    {"ConnectorDoesNotOpen",
     [](LoginClinic& c) {
         c.provider.setup().hidden_from_netbird = true;
         c.netbird.restart();
     },
     {connector_not_opened},
     "cannot open it"},
    {"ConnectorMissing", [](LoginClinic& c) { c.forget_connector(); }, {connector_missing}, "apply corp"},
    {"KeysOfSomebodyElse",
     [](LoginClinic& c) {
         c.netbird.fail({.path = "/oauth2/keys",
                         .times = std::nullopt,
                         .fault = Fault::answered(200, R"({"keys":[]})", "application/json")});
     },
     {login_token_invalid},
     "NetBird publishes no key"},
    {"TokenEndpointFails",
     [](LoginClinic& c) {
         c.netbird.fail({.method = "POST", .path = "/oauth2/token", .fault = Fault::answered(500, "")});
     },
     {login_refused},
     "token endpoint answers 500"},
    {"TokenOfTheProgramRevoked",
     [](LoginClinic& c) { c.netbird.revoke(sandbox::default_token); },
     {token_revoked},
     ""},
};

INSTANTIATE_TEST_SUITE_P(Login, LoginStaged, testing::ValuesIn(staged_logins),
                         [](const auto& tested) { return tested.param.name; });

struct UnconfirmedLogin
{
    std::string name;
    sandbox::FaultRule fault;
    FindingId first;
    Severity severity;
    std::string says;
    bool signed_in;
};

class LoginUnconfirmed : public testing::TestWithParam<UnconfirmedLogin>
{};

TEST_P(LoginUnconfirmed, IsNeverWell)
{
    LoginClinic clinic(Profile::keycloak_hostname);
    clinic.netbird.fail(GetParam().fault);
    const auto diagnosis = clinic.login().value();
    EXPECT_FALSE(diagnosis.is_well());
    EXPECT_EQ(diagnosis.findings.front().id, GetParam().first) << said_of_login(diagnosis);
    EXPECT_EQ(diagnosis.findings.front().severity, GetParam().severity) << said_of_login(diagnosis);
    EXPECT_THAT(said_of_login(diagnosis), HasSubstr(GetParam().says));
    EXPECT_EQ(diagnosis.seen.has_value(), GetParam().signed_in);
}

sandbox::FaultRule always(const std::string& path, Fault fault, std::size_t skip = 0)
{
    return {.path = path, .skip = skip, .times = std::nullopt, .fault = std::move(fault)};
}

// The first question for the current user is the program's own.
INSTANTIATE_TEST_SUITE_P(
    Login, LoginUnconfirmed,
    testing::Values(UnconfirmedLogin{"UserFails", always("/api/users/current", Fault::answered(500, ""), 1),
                                     login_works, Severity::unknown, "cannot be seen", true},
                    UnconfirmedLogin{"UserHangs", always("/api/users/current", Fault::hang(), 1), login_works,
                                     Severity::unknown, "cannot be seen", true},
                    UnconfirmedLogin{"AccountFails", always("/api/accounts", Fault::answered(500, "")),
                                     account_domain_empty, Severity::unknown, "cannot be read", false},
                    UnconfirmedLogin{"AccountHangs", always("/api/accounts", Fault::hang()),
                                     account_domain_empty, Severity::unknown, "cannot be read", false},
                    UnconfirmedLogin{"AccountThrottled", always("/api/accounts", Fault::answered(429, "")),
                                     rate_limited, Severity::warning, "429", false},
                    UnconfirmedLogin{"LoginServiceHangs", always("/oauth2/auth", Fault::hang()), login_works,
                                     Severity::unknown, "the login could not begin", false},
                    UnconfirmedLogin{"KeysFail", always("/oauth2/keys", Fault::answered(503, "")),
                                     login_works, Severity::unknown, "address of its keys answers 503",
                                     false},
                    UnconfirmedLogin{"KeysHang", always("/oauth2/keys", Fault::hang()), login_works,
                                     Severity::unknown, "keys cannot be read", false}),
    [](const auto& tested) { return tested.param.name; });

class LoginWithoutAccount : public testing::TestWithParam<std::pair<std::string, FindingId>>
{};

TEST_P(LoginWithoutAccount, StopsBeforeAnybodySignsIn)
{
    LoginClinic clinic(Profile::dex, {.account_domain = GetParam().first});
    const auto users = clinic.netbird.users().size();
    const auto diagnosis = clinic.login().value();
    EXPECT_THAT(troubles_of(diagnosis), ElementsAre(GetParam().second)) << said_of_login(diagnosis);
    EXPECT_FALSE(clinic.door.opened);
    EXPECT_EQ(clinic.netbird.users().size(), users);
    EXPECT_EQ(clinic.netbird.counters().probes, 0U);
}

INSTANTIATE_TEST_SUITE_P(Domain, LoginWithoutAccount,
                         testing::Values(std::pair{"", account_domain_empty},
                                         std::pair{"192.0.2.7", account_domain_unusable}),
                         [](const auto& tested) {
                             return tested.param.first.empty() ? "Empty" : "Unusable";
                         });

TEST(LoginEvidenceOf, ALoginIsItsGroupsAndNothingOfTheUser)
{
    LoginClinic clinic(Profile::keycloak_hostname);
    clinic.login().value();
    const auto login = json::parse(clinic.checks()).at("providers").at("corp").at("login").as_object();
    EXPECT_EQ(login.at("groups"), json::array{"netbird-admins"});
    EXPECT_EQ(login.at("group_claim"), "groups");
    EXPECT_EQ(login.at("connector").as_string(), clinic.connector());
    EXPECT_EQ(login.at("client_id"), "netbird");
    EXPECT_EQ(login.at("name_present"), true);
    EXPECT_THAT(clinic.checks(), AllOf(Not(HasSubstr("Alice")), Not(HasSubstr("example.com"))));
}

TEST(LoginEvidenceOf, ALoginThatCameToNothingIsNone)
{
    LoginClinic clinic(Profile::dex);
    clinic.door.comes = false;
    clinic.login().value();
    EXPECT_THAT(clinic.checks(), Not(HasSubstr("group_claim")));
}

TEST(LoginUrl, AsksForWhatNetBirdsCommandLineAsksFor)
{
    LoginClinic clinic(Profile::dex);
    clinic.login().value();
    EXPECT_THAT(*clinic.door.opened,
                AllOf(HasSubstr("/oauth2/auth/" + clinic.connector() + "?client_id=netbird-cli&"),
                      HasSubstr("scope=openid%20profile%20email%20groups"), HasSubstr("&nonce="),
                      HasSubstr("code_challenge_method=S256")));
}

} // namespace
} // namespace idpsync::test
