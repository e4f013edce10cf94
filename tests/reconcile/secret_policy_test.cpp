// A generated client secret at a Keycloak whose policy keeps the one before: docs/reconciling.md 36.

#include "reconcile/client_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::Profile;

reconcile::PassRequest rotate_by_word()
{
    reconcile::PassRequest request{.named = {key("corp")}, .demanded = true};
    request.flags.rotate = true;
    return request;
}

const std::string& why_of_client(const reconcile::Report& report)
{
    return item_of(report, "corp").client->why;
}

struct PolicyWorld : ClientWorld
{
    PolicyWorld() : ClientWorld(Profile::keycloak_hostname)
    {
        provider.setup().secret_policy = sandbox::SecretPolicy();
        apply();
        first = secret_in_netbird();
    }

    void restart_netbird()
    {
        world.sandbox.restart();
        static_cast<void>(world.acknowledge_restart(std::nullopt));
    }

    /// Within its time.
    bool lets_in(const std::string& secret)
    {
        const auto& also = client().more_secrets;
        return !secret.empty() &&
               (client().secret == secret || std::ranges::any_of(also, [&](const auto& one) {
                    return one.secret == secret && world.clock.wall_now() < *one.expires;
                }));
    }

    std::string first;
};

TEST(SecretPolicy, LetsBothSecretsInUntilNetBirdWasRestarted)
{
    PolicyWorld corp;
    const auto report = corp.world.apply(rotate_by_word()).value();
    EXPECT_TRUE(report.in_sync()) << why_of_client(report);
    ASSERT_TRUE(report.restart_needed);
    EXPECT_NE(corp.secret_in_netbird(), corp.first);
    EXPECT_TRUE(corp.lets_in(corp.secret_in_netbird()));
    EXPECT_TRUE(corp.lets_in(corp.first));

    const auto waiting = corp.apply();
    EXPECT_TRUE(waiting.in_sync());
    EXPECT_THAT(item_of(waiting, "corp").client->hints,
                Contains(AllOf(HasSubstr("still works until 2030-01-03T00:00:00Z"),
                               HasSubstr("restart NetBird's management server before"))));
    EXPECT_TRUE(corp.lets_in(corp.first));

    corp.restart_netbird();
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_FALSE(corp.lets_in(corp.first));
    EXPECT_TRUE(corp.lets_in(corp.secret_in_netbird()));
    EXPECT_EQ(corp.world.events.count(EventName::secret_removed), 1U);
}

TEST(SecretPolicy, SaysThatLoginsFailOnceTheFormerSecretHasEnded)
{
    PolicyWorld corp;
    static_cast<void>(corp.world.apply(rotate_by_word()));
    corp.world.clock.advance(std::chrono::days(3));
    EXPECT_THAT(item_of(corp.apply(), "corp").client->hints,
                Contains(AllOf(HasSubstr("ended at 2030-01-03"), HasSubstr("logins through it fail"))));
}

TEST(SecretPolicy, HasItsSecretReplacedInTheLastQuarterOfItsLife)
{
    PolicyWorld corp;
    corp.world.clock.advance(std::chrono::days(21) - 1h);
    corp.apply();
    EXPECT_EQ(corp.secret_in_netbird(), corp.first);
    corp.world.clock.advance(2h);
    corp.apply();
    EXPECT_NE(corp.secret_in_netbird(), corp.first);
    EXPECT_TRUE(corp.lets_in(corp.first));
}

TEST(SecretPolicy, ThatIsGoneIsNoticedByWhatIsNotKept)
{
    PolicyWorld corp;
    corp.provider.setup().secret_policy.reset();
    const auto report = corp.world.apply(rotate_by_word()).value();
    EXPECT_TRUE(report.in_sync()) << why_of_client(report);
    EXPECT_FALSE(corp.lets_in(corp.first));
    EXPECT_TRUE(corp.lets_in(corp.secret_in_netbird()));
    EXPECT_THAT(item_of(corp.apply(), "corp").client->hints,
                Contains(HasSubstr("logins through it fail since")));
}

TEST(SecretPolicy, ShowsTheEndOfADeclaredSecret)
{
    PolicyWorld corp;
    corp.world.declare("corp", ProviderType::keycloak, corp.provider.issuer(), "netbird", corp.first);
    corp.declare({});
    corp.apply();
    EXPECT_EQ(corp.world.ledger().clients.at(key("corp")).secret_expires, corp.client().secret_expires);
}

TEST(SecretPolicy, SurvivesAKillAtEveryStepOfARotation)
{
    for (std::size_t steps = 1; steps < 60; ++steps)
    {
        PolicyWorld cut;
        cut.world.apply_and_die(rotate_by_word(), steps);
        ASSERT_TRUE(cut.lets_in(cut.first)) << steps;
        cut.restart();
        for (int pass = 0; pass < 3; ++pass)
        {
            cut.world.clock.advance(1min);
            static_cast<void>(cut.world.apply());
            ASSERT_TRUE(cut.lets_in(cut.first)) << steps;
            ASSERT_TRUE(cut.lets_in(cut.secret_in_netbird())) << steps;
        }
        cut.restart_netbird();
        const auto report = cut.apply();
        ASSERT_TRUE(report.in_sync()) << steps << why_of_client(report) << item_of(report, "corp").why;
        ASSERT_TRUE(cut.lets_in(cut.secret_in_netbird())) << steps;
        ASSERT_EQ(cut.world.held_secret("corp"), cut.secret_in_netbird()) << steps;
        ASSERT_EQ(cut.secrets(), 1U) << steps;
    }
}

TEST(SecretPolicy, SurvivesALostAnswer)
{
    for (const auto& fault : {Fault::cut_before(), Fault::cut_after()})
    {
        PolicyWorld corp;
        corp.world.sandbox.fail(
            {.method = "POST", .path = ClientWorld::base + std::string("/admin/"), .fault = fault});
        static_cast<void>(corp.world.apply(rotate_by_word()));
        EXPECT_TRUE(corp.lets_in(corp.first));
        corp.world.clock.advance(1min);
        EXPECT_TRUE(corp.apply().in_sync());
        EXPECT_TRUE(corp.lets_in(corp.first));
        EXPECT_TRUE(corp.lets_in(corp.secret_in_netbird()));
    }
}

} // namespace
} // namespace idpsync::test
