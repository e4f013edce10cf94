// The write of the account's settings that NetBird carries out after it was given up.

#include "reconcile/pass_fixture.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

class LateSettings : public Pass
{
protected:
    LateSettings()
    {
        EXPECT_TRUE(world.apply().value().in_sync());
        declare(true);
        world.sandbox.fail({.method = "PUT", .path = "/api/accounts", .fault = sandbox::Fault::late(20s)});
        EXPECT_EQ(world.apply().value().group_sync.value().outcome, Outcome::unknown);
        world.forget_requests();
    }

    void declare(bool enabled)
    {
        world.group_sync = DesiredGroupSync{.declared = {enabled, "groups", GroupNames{}}};
    }

    Result<reconcile::Report> pass_of_the_daemon()
    {
        return world.apply({.settles = false, .deadline = world.clock.now() + 10min});
    }

    bool enabled() { return world.sandbox.account_settings().at("jwt_groups_enabled").as_bool(); }
};

TEST_F(LateSettings, Rule12_NeverWinOverLaterOnes)
{
    declare(false);

    EXPECT_TRUE(world.apply().value().in_sync());

    run(world.io, world.clock);
    EXPECT_FALSE(enabled());
    EXPECT_TRUE(world.plan().value().in_sync());
}

TEST_F(LateSettings, Rule12_AreWaitedForAfterARestart)
{
    declare(false);
    world.restart_daemon();

    EXPECT_TRUE(world.apply().value().in_sync());

    run(world.io, world.clock);
    EXPECT_FALSE(enabled());
}

TEST_F(LateSettings, Rule12_WaitInAPassThatNobodyWaitsFor)
{
    declare(false);
    const auto waits = pass_of_the_daemon();
    EXPECT_EQ(waits.value().plan.group_sync.value().reason, Reason::intent_open);
    EXPECT_TRUE(waits->intents_open);
    EXPECT_FALSE(waits->in_sync());
    EXPECT_EQ(world.api_requests("PUT"), 0U);

    world.clock.advance(30s);
    EXPECT_TRUE(pass_of_the_daemon().value().in_sync());
    EXPECT_FALSE(enabled());
}

TEST_F(LateSettings, Rule12_AreSettledAtOnceWhenTheyAreThere)
{
    world.clock.advance(20s);
    world.io.restart();
    world.io.poll();
    ASSERT_TRUE(enabled());
    const auto before = world.clock.now();

    EXPECT_TRUE(world.apply().value().in_sync());

    EXPECT_EQ(world.clock.now(), before);
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    EXPECT_FALSE(world.ledger().group_sync.value().intent);
}

TEST_F(LateSettings, Rule12_AreWaitedForBeforeTheyAreTakenBack)
{
    EXPECT_TRUE(world.apply({.flags = {.restore_settings = true}}).has_value());

    run(world.io, world.clock);
    EXPECT_FALSE(enabled());
}

} // namespace
} // namespace idpsync::test
