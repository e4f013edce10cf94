// Service users and their tokens, by the answers that were recorded.

#include "core/redaction.hpp"
#include "netbird/administration.hpp"
#include "netbird/client_fixture.hpp"
#include "netbird/recorded_response.hpp"
#include "support/matchers.hpp"

namespace idpsync::netbird {
namespace {

class AdministrationTest : public ClientTest
{
protected:
    test::Recording answer(const std::string& name)
    {
        auto recorded = test::recording("netbird/v0.77.1-setup", name);
        http.answer(recorded.status, recorded.response_text());
        return recorded;
    }

    Administration admin{http, clock, boost::urls::url("https://netbird.example.com"), 30s,
                         bearer_of(Secret("the.id.token"))};
};

TEST_F(AdministrationTest, ShowsTheAccountAndWhoIsThere)
{
    answer("21-accounts");
    answer("24-users-after");
    const auto account = run(admin.account());
    EXPECT_EQ(account->domain, "netbird.selfhosted");
    EXPECT_EQ(account->category, "private");
    EXPECT_EQ(account->user_approval, true);
    const auto users = run(admin.users());
    ASSERT_EQ(users->size(), 2U);
    EXPECT_FALSE(users->at(0).is_service);
    EXPECT_TRUE(users->at(1).is_service);
    EXPECT_EQ(http.requests().at(0).authorization, "Bearer the.id.token");
}

TEST_F(AdministrationTest, MakesAServiceUserWhoMayWrite)
{
    const auto recorded = answer("23-service-user");
    const auto user = run(admin.make_service_user("netbird-idp-sync"));
    EXPECT_EQ(user->role, "admin");
    EXPECT_TRUE(user->is_service);
    EXPECT_EQ(http.requests().at(0).body, recorded.request_text());
}

TEST_F(AdministrationTest, MakesATokenThatIsShownToNobody)
{
    const auto recorded = answer("28-service-token");
    const auto made = run(admin.make_token("the id", "first", std::chrono::days(365)));
    EXPECT_EQ(made->plain.reveal(), recorded.response_body.at("plain_token").as_string());
    EXPECT_EQ(made->about.id, recorded.response_body.at("personal_access_token").at("id").as_string());
    EXPECT_EQ(redacted(made->plain.reveal()), "[secret]");
    EXPECT_EQ(http.requests().at(0).url, "https://netbird.example.com/api/users/the%20id/tokens");
    EXPECT_EQ(http.requests().at(0).body, recorded.request_text());
}

TEST_F(AdministrationTest, LeavesTheOutcomeOpenWhenTheNewTokenCannotBeRead)
{
    http.answer(200, "{}");
    EXPECT_EQ(run(admin.make_token("id", "first", std::chrono::days(1))).error().kind,
              ErrorKind::unknown_outcome);
}

TEST_F(AdministrationTest, RevokesATokenOnceAndAgain)
{
    answer("32-token-revoked");
    answer("33-token-revoked-again");
    EXPECT_TRUE(run(admin.revoke_token("id", "one")).has_value());
    EXPECT_TRUE(run(admin.revoke_token("id", "one")).has_value());
    EXPECT_EQ(http.requests().at(0).method, net::Method::remove);
    EXPECT_EQ(http.requests().at(0).url, "https://netbird.example.com/api/users/id/tokens/one");
}

TEST_F(AdministrationTest, TellsWhatItMayNotDo)
{
    answer("35-service-users-current");
    EXPECT_EQ(run(admin.tokens("id")).error().kind, ErrorKind::forbidden);
}

} // namespace
} // namespace idpsync::netbird
