// What comes back from a login and what a log says of one, read and judged.

#include "diagnose/catalogue.hpp"
#include "diagnose/facts.hpp"
#include "diagnose/login_callback.hpp"
#include "diagnose/login_checks.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace idpsync::test {
namespace {

using diagnose::logged_failure;
using diagnose::LoopbackRedirect;
using enum FindingId;

TEST(LoopbackRedirect, IsAnAddressOfThisHost)
{
    const auto redirect = LoopbackRedirect::parse("http://localhost:53000/").value();
    EXPECT_EQ(redirect.port, 53000);
    EXPECT_EQ(redirect.path, "/");
    EXPECT_EQ(LoopbackRedirect::parse("http://[::1]:8080/back").value().path, "/back");
    EXPECT_EQ(LoopbackRedirect::parse("http://127.0.0.1").value().port, 80);
    EXPECT_EQ(LoopbackRedirect::parse("http://localhost:0/cb").value().at(4711).uri,
              "http://localhost:4711/cb");
}

TEST(LoopbackRedirect, IsNothingElse)
{
    for (const auto* text :
         {"", "localhost:53000", "https://localhost:53000/", "http://localhost.example.com/",
          "http://example.com:53000/", "http://localhost:53000/?a=b", "http://localhost:53000/#x",
          "http://user@localhost:53000/", "http://localhost:99999/"})
        EXPECT_TRUE(LoopbackRedirect::parse(text).has_error()) << text;
}

std::optional<diagnose::LoginReturn> back(const std::string& path, const std::string& query)
{
    return diagnose::read_callback({.path = path, .query = query}, "/", "the-state");
}

TEST(LoginCallback, IsTheOneRequestWithThePathAndTheState)
{
    EXPECT_EQ(back("/", "code=abc%2Bd&state=the-state")->code->reveal(), "abc+d");
    EXPECT_FALSE(back("/other", "code=abc&state=the-state"));
    EXPECT_FALSE(back("/", "code=abc&state=another"));
    EXPECT_FALSE(back("/", "code=abc&state="));
    EXPECT_FALSE(back("/", "code=abc"));
    EXPECT_FALSE(back("/", "state=the-state"));
    EXPECT_FALSE(back("/", ""));
    EXPECT_FALSE(diagnose::read_callback({.path = "/", .query = "code=abc&state="}, "/", ""));
}

TEST(LoginCallback, AnErrorCountsMoreThanACode)
{
    const auto refused = back("/", "error=access_denied&code=abc&state=the-state&error_description=a+b");
    ASSERT_TRUE(refused);
    EXPECT_FALSE(refused->code);
    EXPECT_EQ(refused->error, "access_denied");
    EXPECT_EQ(refused->description, "a b");
}

TEST(LoginCallback, ThePageRepeatsNothing)
{
    const auto page = page_after(*back("/", "error=%3Cb%3E&state=the-state"));
    EXPECT_THAT(page.body, AllOf(HasSubstr("failed"), HasSubstr("close this window"), Not(HasSubstr("<b>"))));
    EXPECT_THAT(page.content_type, HasSubstr("text/plain"));
    // Nothing is known of NetBird's answer then.
    EXPECT_THAT(page_after(*back("/", "code=abc&state=the-state")).body,
                AllOf(HasSubstr("You are back."), Not(HasSubstr("abc"))));
}

/// The line of NetBird's log that holds `text` in place of an error.
std::string line_with(const std::string& text)
{
    return "2030-01-01T00:00:00Z ERRO [err: " + text + "] dex/logrus_handler.go:83: failed to authenticate";
}

TEST(LoginLog, KnowsEveryLineThatWasRecorded)
{
    std::ifstream lines(IDPSYNC_TEST_DATA "/netbird/v0.77.1-login-log/lines.txt");
    std::vector<std::string> known;
    for (std::string line; std::getline(lines, line);)
    {
        const auto failure = logged_failure(line);
        ASSERT_TRUE(failure) << line;
        known.push_back(std::string(to_string(failure->id)) + " " + failure->connector);
    }
    EXPECT_THAT(known, ElementsAre("credentials-refused ", "algorithm-unusable ", "credentials-refused ",
                                   "login-claim-missing ", "login-claim-missing ", "login-groups-malformed ",
                                   "login-user-denied ", "pushed-requests-required ", "credentials-refused ",
                                   "unreachable-from-netbird dc5su9dqmd2votsj3ja0",
                                   "unreachable-from-netbird okta-dc5t0jlqmd2t8ke4jatg",
                                   "unreachable-from-netbird dc5su9dqmd2votsj3ja0"));
}

TEST(LoginLog, RepeatsKnownWordsAlone)
{
    EXPECT_EQ(logged_failure(line_with("missing \"name\" claim")),
              (diagnose::LoggedFailure{login_claim_missing, "missing \"name\" claim"}));
    EXPECT_EQ(logged_failure(line_with("missing email claim, not found \"email\" key"))->words,
              "missing email claim, not found \"email\" key");
    EXPECT_EQ(logged_failure(line_with("access_denied: Ada Lovelace may not"))->words, "access_denied");
    EXPECT_EQ(logged_failure(line_with(R"(malformed \"groups\" claim)"))->id, login_groups_malformed);
}

TEST(LoginLog, TakesNothingElseForAFailure)
{
    for (const auto* text : {"", "missing name claim", R"(missing "a b" claim)", R"(malformed "roles" claim)",
                             R"(missing "name)", R"(oidc: failed to get token: oauth2: "invalid_grant" "x")",
                             "failed to open connector: something else", "user said error: access_denied"})
        EXPECT_FALSE(logged_failure(line_with(text))) << text;
    EXPECT_FALSE(logged_failure("missing \"name\" claim")); // that is no line of NetBird's
    EXPECT_FALSE(logged_failure("GET /oauth2/callback 200"));
}

TEST(LoginLog, PassesOverLinesAboutOtherConnectors)
{
    diagnose::LogReader reader("okta-1");
    reader.read(line_with("failed to open connector: failed to create connector okta-2: failed") + "\n");
    EXPECT_FALSE(reader.failure());
    reader.read(line_with("failed to open connector: failed to create connector okta-1: failed") + "\n");
    EXPECT_EQ(reader.failure().value().id, unreachable_from_netbird);
}

TEST(LoginLog, IsReadInPiecesAndOnlyAsWideAsALine)
{
    const auto line = line_with("missing \"name\" claim");
    diagnose::LogReader reader;
    reader.read("first\n" + line.substr(0, 45));
    reader.read(line.substr(45));
    EXPECT_FALSE(reader.failure()); // the line has not ended
    reader.read("\n" + line_with("malformed \"groups\" claim") + "\n");
    EXPECT_EQ(reader.failure()->words, "missing \"name\" claim");

    diagnose::LogReader wide;
    wide.read(std::string(100'000, 'x'));
    wide.read(line + "\n");
    EXPECT_FALSE(wide.failure());
    wide.read(line + "\n");
    EXPECT_TRUE(wide.failure());
}

/// A login of somebody whom NetBird knows, with nothing to mend.
struct Case
{
    diagnose::NetBirdFacts netbird = healthy();
    oidc::IdTokenClaims claims{
        .subject = "u1", .name = "Ada", .email = "a@example.com", .groups = {{"staff"}}};
    netbird::User user{.id = "u1", .role = "user"};
    std::optional<unsigned> status; ///< of a refusal
    std::string message = "no";     ///< its words
    ErrorCause cause = ErrorCause::unspecified;

    [[nodiscard]] diagnose::LoginShown shown() const
    {
        diagnose::LoginShown login{.netbird = netbird,
                                   .registration = {.client_id = "netbird"},
                                   .claims = claims,
                                   .user = answered(user),
                                   .users = answered(std::vector{user})};
        if (status)
            login.user = refused<netbird::User>(*status, ErrorKind::forbidden, message, cause);
        return login;
    }

    [[nodiscard]] Finding first() const { return judge_login(shown()).front(); }
};

TEST(LoginJudgement, KnowsWhoHasAnAccountOfTheirOwn)
{
    Case one;
    EXPECT_EQ(one.first().id, login_works);
    auto login = one.shown();
    login.users = answered(std::vector{netbird::User{.id = "somebody"}});
    EXPECT_EQ(judge_login(login).front().id, login_own_account);
    EXPECT_EQ(login_seen(login).joined, false);

    login.users = refused<std::vector<netbird::User>>(403, ErrorKind::forbidden);
    EXPECT_EQ(judge_login(login).front().id, login_works);
    EXPECT_EQ(login_seen(login).joined, std::nullopt);
}

TEST(LoginJudgement, TellsABlockedUserFromOneWhoWaits)
{
    Case one;
    one.status = 403;
    one.user.pending_approval = true;
    EXPECT_THAT(one.first().next, HasSubstr("approve"));
    one.user.pending_approval = false;
    one.user.is_blocked = true;
    EXPECT_EQ(one.first().id, login_user_blocked);
    EXPECT_THAT(one.first().next, HasSubstr("unblock"));
}

TEST(LoginJudgement, A403ThatIsAboutSomethingElseIsQuoted)
{
    Case one;
    one.status = 403;
    one.message = "NetBird's API answers 403 \"peer is not allowed\"";
    EXPECT_EQ(one.first().id, login_works);
    EXPECT_EQ(one.first().severity, Severity::unknown);
    EXPECT_THAT(one.first().evidence, HasSubstr(one.message));
    one.cause = ErrorCause::user_blocked;
    EXPECT_EQ(one.first().id, login_user_blocked);
}

TEST(LoginJudgement, SaysNothingOfGroupsOfAUserWhoWasTurnedAway)
{
    Case one;
    auto& account = one.netbird.account->value.value();
    account.group_sync = true;
    account.group_claim = "groups";
    EXPECT_THAT(login_seen(one.shown()).group_sync, HasSubstr("puts the user into them: \"staff\""));
    for (const auto status : {401U, 403U, 500U})
    {
        one.status = status;
        EXPECT_THAT(login_seen(one.shown()).group_sync, HasSubstr("is not known")) << status;
    }
}

TEST(LoginMissed, NamesTheRedirectInUseAndDoubtsTheLog)
{
    diagnose::LoginMissed login{.key = "corp", .port = 4711};
    EXPECT_THAT(judge_missed_login(login).front().next, HasSubstr("ssh -L 4711:localhost:4711 HOST"));
    login.logged = logged_failure(line_with("missing \"name\" claim"));
    EXPECT_THAT(judge_missed_login(login).front().evidence,
                HasSubstr("written during this login; it may be about somebody else"));
}

TEST(LoginJudgement, A401WithoutAnAllowListIsAboutTheToken)
{
    Case one;
    one.status = 401;
    EXPECT_EQ(one.first().id, login_token_invalid);
    auto& account = one.netbird.account->value.value();
    account.allowed_groups = {"admins"};
    EXPECT_EQ(one.first().id, login_token_invalid); // group sync is off: the list does not count
    account.group_sync = true;
    account.group_claim = "groups";
    EXPECT_EQ(one.first().id, login_not_allowed);
    account.allowed_groups = {"staff"};
    EXPECT_EQ(one.first().id, login_token_invalid);
}

/// What is said to somebody who brought `groups` and is turned away by a list of `allowed`.
Finding turned_away(std::vector<std::string> groups, std::vector<std::string> allowed,
                    ProviderType type = ProviderType::keycloak)
{
    Case one;
    auto& account = one.netbird.account->value.value();
    account.group_sync = true;
    account.group_claim = "groups";
    account.allowed_groups = std::move(allowed);
    one.claims.groups = std::move(groups);
    one.status = 401;
    auto login = one.shown();
    login.registration.type = type;
    for (auto& finding : judge_login(login))
        if (finding.id == login_not_allowed)
            return finding;
    return {};
}

TEST(LoginJudgement, ANameThatDiffersByItsPathIsToldAsThat)
{
    EXPECT_THAT(turned_away({"/netbird-users"}, {"netbird-users"}).next,
                AllOf(HasSubstr("\"/netbird-users\""), HasSubstr("Full group path: off")));
    EXPECT_THAT(turned_away({"/org/netbird-users"}, {"netbird-users"}).next,
                HasSubstr("\"/org/netbird-users\""));
    EXPECT_THAT(turned_away({"/others"}, {"netbird-users"}).next, HasSubstr("add one of the user's groups"));
}

TEST(LoginJudgement, WhereNoGroupArrivesNobodyIsTheAdvisedToJoinOne)
{
    EXPECT_THAT(turned_away({}, {"netbird-users"}).next,
                AllOf(HasSubstr("Group Membership"), HasSubstr("put the user into a group")));
    EXPECT_THAT(turned_away({}, {"netbird-users"}, ProviderType::entra).next, HasSubstr("more than 200"));
}

TEST(LoginJudgement, NamesAGroupThatArrivesTwice)
{
    Case one;
    auto& account = one.netbird.account->value.value();
    account.group_sync = true;
    account.group_claim = "groups";
    one.claims.groups = {{"staff", "admins", "staff", "staff"}};
    const auto findings = judge_login(one.shown());
    EXPECT_EQ(findings.front().id, login_groups_repeated);
    EXPECT_EQ(findings.front().severity, Severity::warning);
    EXPECT_THAT(findings.front().evidence, EndsWith(": \"staff\""));
}

TEST(LoginJudgement, NamesAGroupThatNoLoginPutsAnybodyInto)
{
    Case one;
    auto& account = one.netbird.account->value.value();
    account.group_sync = true;
    account.group_claim = "groups";
    auto login = one.shown();
    login.groups = answered(std::vector<netbird::Group>{{"staff", "api"}, {"others", "api"}});
    EXPECT_EQ(judge_login(login).front().id, group_not_from_logins);
    EXPECT_THAT(judge_login(login).front().next, HasSubstr("\"staff\""));
    login.groups = answered(std::vector<netbird::Group>{{"staff", "jwt"}, {"others", "api"}});
    EXPECT_EQ(judge_login(login).front().id, login_works);
}

TEST(LoginJudgement, AnyOtherAnswerSaysNothing)
{
    Case one;
    one.status = 500;
    EXPECT_EQ(one.first().severity, Severity::unknown);
}

} // namespace
} // namespace idpsync::test
