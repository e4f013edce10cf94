// Deletes of what is no longer declared, and the clocks that they go by.

#include "reconcile/pass_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

constexpr auto a_month = 30 * 24h; // the token is good for a year

/// "former" was created here and is no longer declared, which a pass has seen.
class PruneByTheClock : public Pass
{
protected:
    PruneByTheClock()
    {
        world.policy.prune = Prune::created;
        world.policy.prune_grace = 7 * 24h;
        world.sandbox.add_issuer("https://former.example.com");
        world.declare("former", ProviderType::oidc, "https://former.example.com", "former");
        EXPECT_TRUE(world.apply()->in_sync());
        world.undeclare("former");
        EXPECT_TRUE(world.apply().has_value());
    }

    std::string note()
    {
        const auto report = world.apply();
        return report->plan.unmanaged.empty() ? "" : report->plan.unmanaged.front().note;
    }
};

TEST_F(PruneByTheClock, Rule07_IsNotHastenedByAWallClockThatIsSetAhead)
{
    world.clock.step_wall(a_month);
    EXPECT_THAT(note(), HasSubstr("in 7d unless"));
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(2));

    world.clock.advance(7 * 24h);
    EXPECT_EQ(note(), "");
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(1));
}

TEST_F(PruneByTheClock, Rule07_IsHeldAfterAStartWhileTheClocksDisagree)
{
    world.clock.step_wall(a_month);
    world.sandbox.set_clock_error(-a_month);
    world.restart_daemon();
    EXPECT_THAT(note(), HasSubstr("30d ahead of NetBird's"));
    EXPECT_THAT(note(), HasSubstr("--prune-now"));
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(2));

    world.clock.step_wall(-a_month);
    world.sandbox.set_clock_error(0s);
    EXPECT_THAT(note(), HasSubstr("in 7d unless"));
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(2));
}

TEST_F(PruneByTheClock, Rule07_CountsTheTimeBeforeAStartWhenTheClocksAgree)
{
    world.clock.advance(7 * 24h);
    world.restart_daemon();
    EXPECT_EQ(note(), "");
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(1));
}

} // namespace
} // namespace idpsync::test
