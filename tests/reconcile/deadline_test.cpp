// A pass with a deadline, and what it leaves to the next one.

#include "reconcile/pass_fixture.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using Outcome = reconcile::ProviderResult::Outcome;

class PassWithADeadline : public Pass
{
protected:
    /// NetBird takes 20 s for each write; one goes at a time.
    void make_writes_slow(const std::string& method)
    {
        world.policy.concurrency = 1;
        world.sandbox.fail({.method = method, .times = std::nullopt, .fault = Fault::delayed(20s)});
    }

    Result<reconcile::Report> apply_within(std::chrono::seconds time)
    {
        return world.apply({.deadline = world.clock.now() + time});
    }
};

TEST_F(PassWithADeadline, Rule17_BeginsNoWriteAfterItAndSaysThatItIsPartial)
{
    world.declare("second", ProviderType::pocketid, issuer, "another");
    make_writes_slow("POST");
    const auto report = apply_within(10s);
    EXPECT_TRUE(report->partial);
    EXPECT_FALSE(report->in_sync());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::created);
    EXPECT_EQ(result_of(*report, "second").outcome, Outcome::untouched);
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(1));
    const auto* done = world.events.find(EventName::pass_done);
    ASSERT_NE(done, nullptr);
    EXPECT_EQ(done->fields.back(), std::pair(std::string("partial"), std::string("true")));
}

TEST_F(PassWithADeadline, Rule11_WithdrawsTheIntentsOfWhatItDoesNotSend)
{
    world.declare("second", ProviderType::pocketid, issuer, "another");
    make_writes_slow("POST");
    EXPECT_FALSE(apply_within(10s)->intents_open);
    EXPECT_THAT(world.ledger().intents, IsEmpty());
}

TEST_F(PassWithADeadline, Rule17_TheNextPassGoesOn)
{
    world.declare("second", ProviderType::pocketid, issuer, "another");
    world.declare("third", ProviderType::pocketid, issuer, "a-third");
    make_writes_slow("POST");
    EXPECT_TRUE(apply_within(30s)->partial);
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(2));
    const auto next = apply_within(30s);
    EXPECT_FALSE(next->partial);
    EXPECT_TRUE(next->in_sync());
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(3));
}

TEST_F(PassWithADeadline, Rule17_LeavesDeletesToTheNextPass)
{
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare("second", ProviderType::pocketid, issuer, "another");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare_absent("corp");
    world.declared("second").values->name = "Renamed";
    make_writes_slow("PUT");
    const auto report = apply_within(10s);
    EXPECT_TRUE(report->partial);
    EXPECT_EQ(result_of(*report, "second").outcome, Outcome::updated);
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::untouched);
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(2));
    EXPECT_TRUE(apply_within(30s)->in_sync());
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(1));
}

TEST_F(PassWithADeadline, Rule12_LeavesALostCreateToTheNextPassWhenItWouldSettleTooLate)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::late(20s)});
    const auto report = apply_within(10s);
    EXPECT_TRUE(report->partial);
    EXPECT_TRUE(report->intents_open);
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::unknown);
    EXPECT_TRUE(apply_within(90s)->in_sync());
    EXPECT_THAT(world.sandbox.connectors(), SizeIs(1));
    EXPECT_EQ(world.api_requests("POST"), 1U);
}

TEST_F(PassWithADeadline, IsWholeWhenThereWasTimeEnough)
{
    const auto report = apply_within(90s);
    EXPECT_FALSE(report->partial);
    EXPECT_TRUE(report->in_sync());
}

TEST_F(PassWithADeadline, Rule17_IsNotKnownToAPassWithoutOne)
{
    world.declare("second", ProviderType::pocketid, issuer, "another");
    make_writes_slow("POST");
    const auto report = world.apply();
    EXPECT_FALSE(report->partial);
    EXPECT_TRUE(report->in_sync());
}

} // namespace
} // namespace idpsync::test
