// What comes back from a login and what a log says of one, read and judged.

#include "diagnose/catalogue.hpp"
#include "diagnose/facts.hpp"
#include "diagnose/login_callback.hpp"
#include "diagnose/login_checks.hpp"

#include <gmock/gmock.h>

namespace idpsync::test {
namespace {

using diagnose::logged_failure;
using diagnose::LoopbackRedirect;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
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

TEST(LoginLog, KnowsTheWordsThatWereSeen)
{
    EXPECT_EQ(logged_failure(R"(level=error msg="failed: missing \"name\" claim" user=x)"),
              (diagnose::LoggedFailure{login_claim_missing, "missing \"name\" claim"}));
    EXPECT_EQ(logged_failure(R"(malformed "groups" claim)")->id, login_groups_malformed);
    for (const auto* line : {"", "missing name claim", R"(missing "a b" claim)", R"(malformed "roles" claim)",
                             R"(missing "name)", "GET /oauth2/callback 200"})
        EXPECT_FALSE(logged_failure(line)) << line;
}

TEST(LoginLog, IsReadInPiecesAndOnlyAsWideAsALine)
{
    diagnose::LogReader reader;
    reader.read("first\nmissing \"na");
    reader.read("me\" claim");
    EXPECT_FALSE(reader.failure()); // the line has not ended
    reader.read("\nmalformed \"groups\" claim\n");
    EXPECT_EQ(reader.failure()->words, "missing \"name\" claim");

    diagnose::LogReader wide;
    wide.read(std::string(100'000, 'x'));
    wide.read("missing \"name\" claim\n");
    EXPECT_FALSE(wide.failure());
    wide.read("missing \"email\" claim\n");
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

    [[nodiscard]] diagnose::LoginShown shown() const
    {
        diagnose::LoginShown login{.netbird = netbird,
                                   .registration = {.client_id = "netbird"},
                                   .claims = claims,
                                   .user = answered(user),
                                   .users = answered(std::vector{user})};
        if (status)
            login.user = refused<netbird::User>(*status, ErrorKind::forbidden, message);
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
    one.message = "NetBird's API answers 403 \"user is blocked\"";
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
        EXPECT_THAT(login_seen(one.shown()).group_sync, HasSubstr("does not show")) << status;
    }
}

TEST(LoginMissed, NamesTheRedirectInUseAndDoubtsTheLog)
{
    diagnose::LoginMissed login{.key = "corp", .port = 4711};
    EXPECT_THAT(judge_missed_login(login).front().next, HasSubstr("ssh -L 4711:localhost:4711 HOST"));
    login.logged = logged_failure("missing \"name\" claim");
    EXPECT_THAT(judge_missed_login(login).front().evidence,
                HasSubstr("written during this login; where somebody else signed in"));
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

TEST(LoginJudgement, AnyOtherAnswerSaysNothing)
{
    Case one;
    one.status = 500;
    EXPECT_EQ(one.first().severity, Severity::unknown);
}

} // namespace
} // namespace idpsync::test
