// What checks learn from NetBird's answers, as they were recorded.

#include "netbird/client_fixture.hpp"
#include "netbird/inspection.hpp"
#include "netbird/inspector.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"

namespace idpsync::netbird {
namespace {

net::Response recorded(const std::string& name, const std::string& folder = "netbird/v0.77.1")
{
    return {.status = 200, .headers = {}, .body = test::recording(folder, name).response_text()};
}

TEST(Inspection, ReadsTheAccount)
{
    const auto account = decode_account_details(recorded("72-accounts")).value();
    EXPECT_EQ(account.facts.embedded_idp_enabled, true);
    EXPECT_EQ(account.domain, "");
    EXPECT_EQ(account.user_approval, true);
    EXPECT_EQ(account.group_sync, false);
    EXPECT_EQ(account.group_claim, "");
    EXPECT_TRUE(account.allowed_groups.empty());
}

TEST(Inspection, ReadsTheAccountOfEveryVersion)
{
    for (const auto* folder : {"netbird/v0.65.3", "netbird/v0.70.4"})
        EXPECT_TRUE(decode_account_details(recorded("72-accounts", folder)).has_value()) << folder;
    EXPECT_TRUE(decode_account_details(recorded("73-accounts", "netbird/v0.62.0")).has_value());
}

TEST(Inspection, ReadsWhoTheTokenIs)
{
    const auto user = decode_user(recorded("71-users-current")).value();
    EXPECT_EQ(user.role, "owner");
    EXPECT_TRUE(user.is_current);
    EXPECT_FALSE(user.pending_approval);
    EXPECT_TRUE(user.may_write());
}

TEST(Inspection, ReadsWhenATokenEnds)
{
    const auto tokens = decode_tokens(recorded("89-auditor-tokens")).value();
    ASSERT_EQ(tokens.size(), 1U);
    EXPECT_EQ(tokens[0].name, "t");
    EXPECT_EQ(tokens[0].expires,
              WallTime{std::chrono::sys_days{std::chrono::year{2026} / 12 / 21} + 23h + 17min + 50s});
    EXPECT_TRUE(tokens[0].last_used.has_value());
}

TEST(Inspection, ReadsTheVersion)
{
    EXPECT_EQ(decode_version(recorded("02-instance-version")).value(), "development");
}

TEST(Inspection, FindsTheConnectorInAUsersId)
{
    // field 1 "alice", field 2 "okta-1"
    EXPECT_EQ(connector_in("CgVhbGljZRIGb2t0YS0x"), "okta-1");
    for (const auto* id : {"", "CiRhbGljZQ", "15bde267-fa8d-4156-80a8-87ac27cb2e59", "CgVhbGljZRIGb2t0YS0",
                           "CgVhbGljZQ", "CgVhbGljZRL_b2t0YS0x", "CgVhbGljZRIGb2t0YS0xCgA"})
        EXPECT_EQ(connector_in(id), "") << id;
}

TEST(Inspection, CountsUsersOfAConnectorWhereAnyShowsOne)
{
    const std::vector<User> users{
        {.id = "a", .connector = "okta-1"}, {.id = "b", .connector = "okta-1"}, {.id = "c"}};
    EXPECT_EQ(users_of(users, {"okta-1"}), 2U);
    EXPECT_EQ(users_of(users, {"okta-2"}), 0U);
    EXPECT_EQ(users_of({{.id = "c"}}, {"okta-1"}), std::nullopt);
    EXPECT_EQ(users_of({}, {"okta-1"}), std::nullopt);
}

TEST(Inspection, WhatIsNoSuchAnswerIsAnErrorThatSaysWhatItIsWithoutAWordOfIt)
{
    const net::Response page{.status = 200, .headers = {}, .body = "<html>\x1b[2J"};
    for (const auto& error :
         {decode_user(page).error(), decode_users(page).error(), decode_tokens(page).error(),
          decode_version(page).error(), decode_account_details(page).error()})
    {
        EXPECT_EQ(error.kind, ErrorKind::bad_response);
        EXPECT_THAT(error.text(), HasSubstr("an HTML page of 10 bytes"));
        EXPECT_THAT(error.text(), Not(HasSubstr("[2J")));
    }
}

class InspectorTest : public ClientTest
{
protected:
    Inspector inspector{http, clock, options()};
};

TEST_F(InspectorTest, SendsTheTokenToTheApiAndNotToTheLoginService)
{
    http.answer(200, "[]");
    http.answer(200, test::recording("netbird/v0.77.1", "94-oauth2-discovery").response_text());
    EXPECT_TRUE(run(inspector.list()).value.has_value());
    EXPECT_TRUE(run(inspector.login_service()).value.has_value());
    EXPECT_EQ(http.requests()[0].authorization, "Token nbp_token");
    EXPECT_EQ(http.requests()[1].authorization, std::nullopt);
    EXPECT_EQ(http.requests()[1].url, "https://netbird.example.com/oauth2/.well-known/openid-configuration");
}

TEST_F(InspectorTest, AsksOnceWhateverHappens)
{
    http.answer(502).answer(429, throttled).fail(ErrorKind::timed_out);
    EXPECT_EQ(run(inspector.list()).status, 502U);
    EXPECT_EQ(run(inspector.list()).value.error().kind, ErrorKind::throttled);
    EXPECT_EQ(run(inspector.list()).status, 0U);
    EXPECT_EQ(http.requests().size(), 3U);
}

TEST_F(InspectorTest, AUsersIdCannotLeadElsewhere)
{
    http.answer(200, "[]");
    run(inspector.tokens("a/../b?c"));
    EXPECT_EQ(http.requests()[0].url, "https://netbird.example.com/api/users/a%2F..%2Fb%3Fc/tokens");
}

TEST_F(InspectorTest, AnEchoOfTheTokenIsBlottedOut)
{
    http.answer(200, "you sent nbp_token");
    EXPECT_THAT(run(inspector.list()).value.error().text(), Not(HasSubstr("nbp_token")));
}

TEST_F(InspectorTest, LearnsHowFarTheClocksAreApart)
{
    // The clock of these tests begins at 2030-01-01T00:00:00Z, a Tuesday.
    http.answer(200, "[]").answer(200, "[]", {{"date", "Tue, 01 Jan 2030 00:00:00 GMT"}});
    http.answer(200, "[]", {{"date", "Tue, 01 Jan 2030 00:02:00 GMT"}});
    http.answer(200, "[]", {{"date", "Mon, 31 Dec 2029 23:50:00 GMT"}}).after(30s);
    run(inspector.list());
    EXPECT_EQ(inspector.clock_ahead(), std::nullopt);
    run(inspector.list());
    EXPECT_EQ(inspector.clock_ahead(), 0s);
    run(inspector.list());
    EXPECT_EQ(inspector.clock_ahead(), 120s);
    run(inspector.list());
    EXPECT_EQ(inspector.clock_ahead(), -599s);
}

TEST_F(InspectorTest, ASlowAnswerIsNoWrongClock)
{
    http.answer(200, "[]", {{"date", "Tue, 01 Jan 2030 00:00:10 GMT"}}).after(20s);
    run(inspector.list());
    EXPECT_EQ(inspector.clock_ahead(), 0s);
}

} // namespace
} // namespace idpsync::netbird
