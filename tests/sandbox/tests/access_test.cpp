#include "sandbox/rate_limiter.hpp"
#include "sandbox/tests/netbird.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

const std::string list = "/api/identity-providers";

TEST(Token, ThatIsRevokedIsNotFound)
{
    Netbird netbird;
    netbird.sandbox.revoke(default_token);
    const auto answer = netbird.get(list);
    EXPECT_EQ(answer.status, 404U);
    EXPECT_THAT(message_of(answer), MatchesRegex("invalid token: pat: [a-z0-9+/=]{44} not found"));
}

TEST(Token, ThatIsWellFormedAndUnknownIsNotFound)
{
    Netbird netbird;
    EXPECT_EQ(netbird.get(list, Ids(99).token()).status, 404U);
}

TEST(Token, ThatIsMalformedIsInvalid)
{
    Netbird netbird;
    const auto answer = netbird.get(list, "nbp_abc");
    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(message_of(answer), "token invalid");
}

TEST(Token, ExpiresAfterItsDays)
{
    Netbird netbird;
    netbird.clock.advance(std::chrono::hours(24 * 365));
    EXPECT_EQ(netbird.get(list).status, 401U);
    Netbird other;
    other.sandbox.expire(default_token);
    EXPECT_EQ(other.get(list).status, 401U);
}

TEST(Role, DecidesWhoMayWrite)
{
    Netbird netbird;
    const auto body = boost::json::serialize(connector());
    for (const auto role : {Role::owner, Role::admin})
        EXPECT_EQ(netbird.ask("POST", list, body, netbird.sandbox.grant(role)).status, 200U);
    for (const auto role : {Role::auditor, Role::user})
        EXPECT_EQ(netbird.ask("POST", list, body, netbird.sandbox.grant(role)).status, 403U);
}

TEST(Role, DoesNotMatterForTheList)
{
    Netbird netbird;
    for (const auto role : {Role::owner, Role::admin, Role::auditor, Role::user})
        EXPECT_EQ(netbird.get(list, netbird.sandbox.grant(role)).status, 200U);
}

TEST(Role, OfAPlainUserHidesTheAccount)
{
    Netbird netbird;
    EXPECT_EQ(netbird.get("/api/accounts", netbird.sandbox.grant(Role::user)).status, 403U);
    EXPECT_EQ(netbird.get("/api/accounts", netbird.sandbox.grant(Role::auditor)).status, 200U);
}

TEST(RateLimiter, LetsFiveHundredThroughAndThenOneEveryTenSeconds)
{
    RateLimiter limiter;
    const net::SteadyTime start{};
    for (int request = 0; request < 500; ++request)
        ASSERT_TRUE(limiter.admit("a", start));
    EXPECT_FALSE(limiter.admit("a", start));
    EXPECT_FALSE(limiter.admit("a", start + std::chrono::milliseconds(9'999)));
    EXPECT_TRUE(limiter.admit("a", start + std::chrono::seconds(10)));
    EXPECT_FALSE(limiter.admit("a", start + std::chrono::seconds(10)));
    EXPECT_TRUE(limiter.admit("a", start + std::chrono::seconds(20)));
}

TEST(RateLimiter, CountsEachTokenForItself)
{
    RateLimiter limiter;
    for (int request = 0; request < 500; ++request)
        limiter.admit("a", {});
    EXPECT_FALSE(limiter.admit("a", {}));
    EXPECT_TRUE(limiter.admit("b", {}));
}

TEST(RateLimiter, IsOffUnlessItIsAskedFor)
{
    Netbird netbird;
    for (int request = 0; request < 501; ++request)
        ASSERT_EQ(netbird.get(list).status, 200U);
    EXPECT_EQ(netbird.sandbox.counters().throttled, 0U);
}

TEST(AccountSettings, AreReplacedAsAWhole)
{
    Netbird netbird;
    const auto account = boost::json::parse(netbird.get("/api/accounts").body).at(0);
    const std::string path("/api/accounts/" + std::string(account.at("id").as_string()));
    const auto answer =
        netbird.ask("PUT", path, R"({"settings": {"peer_login_expiration": 86400, "unknown_field": 1}})");
    EXPECT_EQ(answer.status, 200U);
    const auto settings = netbird.sandbox.account_settings();
    EXPECT_EQ(settings.at("groups_propagation_enabled"), false);
    EXPECT_EQ(settings.at("embedded_idp_enabled"), true);
    EXPECT_FALSE(settings.contains("unknown_field"));
}

TEST(AccountSettings, DependOnTheGeneration)
{
    Netbird oldest({.generation = Generation::v0_62});
    EXPECT_FALSE(oldest.sandbox.account_settings().contains("local_auth_disabled"));
    Netbird newest;
    EXPECT_TRUE(newest.sandbox.account_settings().contains("agent_network_only"));
}

TEST(Counters, TellReadsFromWritesAndProbes)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.get(list);
    netbird.probe(id);
    EXPECT_EQ(netbird.sandbox.counters().requests, 3U);
    EXPECT_EQ(netbird.sandbox.counters().writes, 1U);
    EXPECT_EQ(netbird.sandbox.counters().reads, 1U);
    EXPECT_EQ(netbird.sandbox.counters().probes, 1U);
    EXPECT_EQ(netbird.sandbox.requests().at(1).target, list);
}

} // namespace
} // namespace idpsync::sandbox::test
