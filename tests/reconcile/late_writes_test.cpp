// Writes that NetBird carries out after they were given up: no later write may be overtaken by one.

#include "reconcile/pass_fixture.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

/// One connector in sync; what is sent next may arrive late.
class LateWrite : public Pass
{
protected:
    LateWrite()
    {
        EXPECT_TRUE(world.apply()->in_sync());
        world.forget_requests();
    }

    /// The next write of that kind loses its answer and is carried out `delay` later.
    void delay(const std::string& method, std::chrono::milliseconds delay)
    {
        world.sandbox.fail({.method = method, .fault = Fault::late(delay)});
    }

    /// A pass of the daemon by itself: nobody waits for it.
    Result<reconcile::Report> pass_of_the_daemon()
    {
        return world.apply({.settles = false, .deadline = world.clock.now() + 10min});
    }

    /// Whatever is under way arrives.
    void let_everything_arrive() { run(world.io, world.clock); }

    std::string stored() { return world.sandbox.stored_secret(connector_id()); }
};

TEST_F(LateWrite, Rule12_OfASecretNeverWinsOverALaterOne)
{
    world.set_secret("corp", "secret-two");
    delay("PUT", 8s);
    EXPECT_FALSE(world.apply()->in_sync());
    world.set_secret("corp", "secret-three");

    EXPECT_TRUE(world.apply()->in_sync());

    let_everything_arrive();
    EXPECT_EQ(stored(), "secret-three");
    EXPECT_TRUE(world.plan()->in_sync());
    EXPECT_TRUE(world.ledger().intents.empty());
}

TEST_F(LateWrite, Rule12_OfASecretIsWaitedForAfterARestart)
{
    world.set_secret("corp", "secret-two");
    delay("PUT", 29s);
    EXPECT_FALSE(world.apply()->in_sync());
    world.set_secret("corp", "secret-three");
    world.restart_daemon();
    const auto before = world.clock.now();

    EXPECT_TRUE(world.apply()->in_sync());

    EXPECT_GE(world.clock.now() - before, 30s);
    let_everything_arrive();
    EXPECT_EQ(stored(), "secret-three");
}

TEST_F(LateWrite, Rule12_OfASecretThatWasTakenBackIsOverwritten)
{
    world.set_secret("corp", "secret-two");
    delay("PUT", 29s);
    EXPECT_FALSE(world.apply()->in_sync());
    world.set_secret("corp", "not-a-real-secret");

    EXPECT_TRUE(world.apply()->in_sync());

    let_everything_arrive();
    EXPECT_EQ(stored(), "not-a-real-secret");
}

TEST_F(LateWrite, Rule12_BehindAProxyThatGaveUpIsNoDifferent)
{
    for (const auto status : {502U, 503U, 504U})
    {
        const auto number = std::to_string(status);
        world.set_secret("corp", "secret-" + number);
        world.sandbox.fail({.method = "PUT", .fault = Fault::answered_late(20s, status)});
        EXPECT_FALSE(world.apply()->in_sync());
        world.set_secret("corp", "newer-than-" + number);

        EXPECT_TRUE(world.apply()->in_sync());

        let_everything_arrive();
        EXPECT_EQ(stored(), "newer-than-" + number);
    }
}

TEST_F(LateWrite, Rule12_MakesItsConnectorWaitInAPassThatNobodyWaitsFor)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    world.set_secret("corp", "secret-two");
    delay("PUT", 20s);
    EXPECT_FALSE(pass_of_the_daemon()->in_sync());
    world.declared("other").values->name = "Other";
    world.forget_requests();
    const auto before = world.clock.now();

    const auto waits = pass_of_the_daemon();

    EXPECT_EQ(world.clock.now(), before);
    EXPECT_EQ(item_of(*waits, "corp").action, Action::wait);
    EXPECT_EQ(item_of(*waits, "corp").reason, Reason::intent_open);
    EXPECT_EQ(result_of(*waits, "other").outcome, Outcome::updated);
    EXPECT_EQ(world.api_requests("PUT"), 1U);
    EXPECT_TRUE(waits->intents_open);
    EXPECT_FALSE(waits->in_sync());

    world.clock.advance(30s);
    EXPECT_TRUE(pass_of_the_daemon()->in_sync());
    EXPECT_EQ(stored(), "secret-two");
    EXPECT_TRUE(world.ledger().intents.empty());
}

TEST_F(LateWrite, Rule12_IsShownByAPlan)
{
    world.set_secret("corp", "secret-two");
    delay("PUT", 20s);
    EXPECT_FALSE(world.apply()->in_sync());
    world.restart_daemon();

    const auto plan = world.plan();

    EXPECT_EQ(item_of(*plan, "corp").reason, Reason::intent_open);
    EXPECT_TRUE(plan->intents_open);
}

TEST_F(LateWrite, Rule12_OfANameThatWasTakenBackIsNotInSyncBeforeItIsOver)
{
    world.declared("corp").values->name = "Renamed";
    delay("PUT", 20s);
    EXPECT_FALSE(pass_of_the_daemon()->in_sync());
    world.declared("corp").values->name = "corp";

    const auto waits = pass_of_the_daemon();
    EXPECT_EQ(item_of(*waits, "corp").reason, Reason::intent_open);
    EXPECT_FALSE(waits->in_sync());

    world.clock.advance(30s);
    EXPECT_TRUE(world.apply()->in_sync());
    let_everything_arrive();
    EXPECT_EQ(world.sandbox.connectors().at(0).name, "corp");
    EXPECT_TRUE(world.plan()->in_sync());
}

TEST_F(LateWrite, Rule12_OfANameThatIsThereIsSettledAtOnce)
{
    world.declared("corp").values->name = "Renamed";
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_after()});
    const auto before = world.clock.now();

    const auto report = world.apply();

    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::updated);
    EXPECT_EQ(world.clock.now(), before);
    EXPECT_TRUE(world.ledger().intents.empty());
}

TEST_F(LateWrite, Rule12_OfANameIsWaitedForByApply)
{
    world.declared("corp").values->name = "Renamed";
    delay("PUT", 20s);

    const auto report = world.apply();

    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::updated);
    EXPECT_EQ(world.api_requests("PUT"), 1U);
}

TEST_F(LateWrite, Rule12_ThatNeverArrivesIsToldAndMadeByTheNextApply)
{
    world.declared("corp").values->name = "Renamed";
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_before()});

    const auto report = world.apply();

    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::failed);
    EXPECT_FALSE(report->intents_open);
    EXPECT_TRUE(world.apply()->in_sync());
}

TEST_F(LateWrite, Rule12_OfADeleteNeverTakesAConnectorThatIsDeclaredAgain)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    const auto values = *world.declared("corp").values;
    world.declare_absent("corp");
    delay("DELETE", 20s);
    EXPECT_FALSE(pass_of_the_daemon()->in_sync());
    world.declare("corp", values.type, values.issuer, values.client_id);
    world.set_secret("corp", "not-a-real-secret");

    const auto waits = pass_of_the_daemon();
    EXPECT_EQ(item_of(*waits, "corp").reason, Reason::intent_open);

    world.clock.advance(31s);
    EXPECT_TRUE(world.apply()->in_sync());
    let_everything_arrive();
    EXPECT_TRUE(world.plan()->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
}

TEST_F(LateWrite, Rule12_OfADeleteIsSettledByTheList)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare_absent("corp");
    delay("DELETE", 20s);

    const auto report = world.apply();

    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::deleted);
    EXPECT_EQ(world.ledger().find(key("corp")), nullptr);
}

TEST_F(LateWrite, Rule12_FollowsItsConnectorToAnotherKey)
{
    world.set_secret("corp", "secret-two");
    delay("PUT", 20s);
    EXPECT_FALSE(pass_of_the_daemon()->in_sync());
    const auto values = *world.declared("corp").values;
    world.undeclare("corp");
    world.declare("renamed", values.type, values.issuer, values.client_id, "secret-three");
    world.forget_requests();
    EXPECT_EQ(item_of(*pass_of_the_daemon(), "renamed").reason, Reason::intent_open);
    // The former key is free for something else meanwhile.
    world.declare("corp", values.type, values.issuer, "another-client");

    const auto waits = pass_of_the_daemon();
    EXPECT_EQ(item_of(*waits, "renamed").reason, Reason::intent_open);
    EXPECT_EQ(result_of(*waits, "corp").outcome, Outcome::created);
    EXPECT_EQ(world.api_requests("PUT"), 0U);

    world.clock.advance(30s);
    EXPECT_TRUE(world.apply()->in_sync());
    let_everything_arrive();
    EXPECT_EQ(stored(), "secret-three");
}

TEST_F(LateWrite, Rule12_IsWaitedForBeforeTheLedgerIsRebuilt)
{
    world.set_secret("corp", "secret-two");
    delay("PUT", 29s);
    EXPECT_FALSE(pass_of_the_daemon()->in_sync());
    const auto given_up = world.clock.now();

    ASSERT_TRUE(world.apply({.flags = {.rebuild_ledger = true}}).has_value());

    EXPECT_GE(world.clock.now() - given_up, 30s);
}

TEST_F(LateWrite, Rule12_HoldsBackADeleteOfItsConnector)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    world.set_secret("corp", "secret-two");
    delay("PUT", 20s);
    EXPECT_FALSE(pass_of_the_daemon()->in_sync());
    world.declare_absent("corp");
    EXPECT_EQ(item_of(*pass_of_the_daemon(), "corp").reason, Reason::intent_open);

    EXPECT_TRUE(world.apply()->in_sync());
    let_everything_arrive();
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

} // namespace
} // namespace idpsync::test
