// What is asked of a NetBird, and what comes back from one that behaves like the real ones.

#include "diagnose/netbird_checks.hpp"
#include "facts.hpp"
#include "sandbox/in_process_client.hpp"
#include "sandbox/sandbox.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"

namespace idpsync::diagnose {
namespace {

using namespace idpsync::test;

class FetchNetBird : public testing::Test
{
protected:
    NetBirdFacts fetch(const std::string& token = std::string(sandbox::default_token))
    {
        sandbox::InProcessClient http(io.get_executor(), netbird);
        netbird::Inspector inspector(http, clock,
                                     {.management = boost::urls::url(netbird.url()), .token = Secret(token)});
        return run(io, clock, fetch_netbird(inspector, clock));
    }

    boost::asio::io_context io;
    ManualClock clock;
    sandbox::Sandbox netbird{clock};
};

TEST_F(FetchNetBird, AsksEverythingOnceAndLearnsTheTokensEnd)
{
    const auto facts = fetch();
    EXPECT_LE(netbird.requests().size(), 8U);
    ASSERT_NE(facts.account_details(), nullptr);
    EXPECT_EQ(facts.account_details()->domain, "netbird.selfhosted");
    EXPECT_EQ(facts.account_details()->user_approval, true);
    ASSERT_NE(facts.login_facts(), nullptr);
    EXPECT_EQ(facts.login_facts()->redirect_uri, netbird.url() + "/oauth2/callback");
    ASSERT_NE(facts.token_user(), nullptr);
    EXPECT_EQ(facts.token_user()->role, "owner");
    ASSERT_NE(facts.token(), nullptr);
    EXPECT_GT(facts.token()->expires, clock.wall_now());
}

TEST_F(FetchNetBird, ASecondQuestionIsNotAskedOfANetBirdThatIsDown)
{
    netbird.set_down(true);
    const auto facts = fetch();
    EXPECT_EQ(facts.list.status, 0U);
    EXPECT_FALSE(facts.login_service);
    EXPECT_FALSE(facts.account);
}

TEST_F(FetchNetBird, ARevokedTokenStillShowsTheLoginService)
{
    netbird.revoke(sandbox::default_token);
    const auto facts = fetch();
    EXPECT_EQ(facts.list.status, 404U);
    EXPECT_EQ(facts.list.value.error().kind, ErrorKind::unauthorized);
    EXPECT_NE(facts.login_facts(), nullptr);
    EXPECT_EQ(netbird.requests().size(), 2U);
}

TEST_F(FetchNetBird, AnAuditorSeesTheSettings)
{
    const auto facts = fetch(netbird.grant(sandbox::Role::auditor));
    EXPECT_NE(facts.account_details(), nullptr);
    EXPECT_EQ(facts.current_user->status, 403U);
}

} // namespace
} // namespace idpsync::diagnose
