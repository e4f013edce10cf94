// Writes whose answer is lost, and what is durable when.

#include "reconcile/pass_fixture.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

TEST_F(Pass, Rule11_TheIntentIsDurableBeforeThePostLeaves)
{
    // Every save is looked at together with what NetBird has seen by then.
    std::vector<std::size_t> posts_at_save;
    std::optional<Ledger> on_disk_after_the_post;
    world.files.fail = [&](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        if (call != MemoryFiles::Call::replace || !path.ends_with("/ledger.json"))
            return std::nullopt;
        posts_at_save.push_back(world.api_requests("POST"));
        if (world.api_requests("POST") == 1 && !on_disk_after_the_post)
            on_disk_after_the_post = reconcile::decode_ledger(*world.files.text(path)).value();
        return std::nullopt;
    };

    ASSERT_TRUE(world.apply()->in_sync());

    ASSERT_GE(posts_at_save.size(), 2U);
    EXPECT_EQ(posts_at_save.front(), 0U);
    ASSERT_TRUE(on_disk_after_the_post.has_value());
    const auto* intent = on_disk_after_the_post->open_create(key("corp"));
    ASSERT_NE(intent, nullptr);
    EXPECT_EQ(intent->verb, Verb::create);
    EXPECT_EQ(intent->values.client_id, "netbird");
    EXPECT_TRUE(intent->secret.has_value());
}

TEST_F(Pass, Rule11_NothingIsSentWhenTheLedgerCannotBeSaved)
{
    world.files.fail = [](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        if (call == MemoryFiles::Call::replace && path.ends_with("/ledger.json"))
            return "No space left on device";
        return std::nullopt;
    };

    const auto report = world.apply();

    EXPECT_TRUE(world.sandbox.connectors().empty());
    const bool told = report.has_error() ? report.error().kind == ErrorKind::storage
                                         : result_of(*report, "corp").error->kind == ErrorKind::storage;
    EXPECT_TRUE(told);
}

TEST_F(Pass, Rule12_ACreateWhoseAnswerWasLostIsFoundAndNeverRepeated)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::created);
    EXPECT_TRUE(report->in_sync());
    const auto ledger = world.ledger();
    ASSERT_NE(ledger.find(key("corp")), nullptr);
    EXPECT_EQ(ledger.find(key("corp"))->id.value, connector_id());
    EXPECT_TRUE(ledger.find(key("corp"))->secret.has_value());
    EXPECT_TRUE(ledger.intents.empty());

    ASSERT_TRUE(world.apply()->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, Rule12_ACreateThatLeftNothingBehindIsMadeByALaterPass)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_before()});
    ASSERT_FALSE(world.apply()->in_sync());
    EXPECT_TRUE(world.ledger().intents.empty());

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, Rule12_WaitsLongEnoughForACreateThatIsNotThereYet)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::late(29s)});
    const auto before = world.clock.now();

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_GE(world.clock.now() - before, 30s);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.api_requests("POST"), 1U);
}

TEST_F(Pass, Rule12_ACreateThatIsThereAsItWasSentIsSettledAtOnce)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    const auto before = world.clock.now();

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.clock.now(), before);
    EXPECT_EQ(world.events.count(EventName::settling), 0U);
}

TEST_F(Pass, Rule12_ADaemonThatDiedBetweenPostAndAnswerFindsWhatItMadeAtItsStart)
{
    // The list after the lost POST fails too: the pass ends with the intent open.
    lose_a_create();
    const auto first = world.apply();
    ASSERT_TRUE(first.has_value());
    EXPECT_TRUE(first->intents_open);
    ASSERT_EQ(world.ledger().intents.size(), 1U);

    world.sandbox.clear_faults();
    world.restart_daemon();
    const auto before = world.clock.now();
    const auto second = world.apply();

    ASSERT_TRUE(second.has_value());
    EXPECT_TRUE(second->in_sync());
    EXPECT_EQ(world.clock.now(), before);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.ledger().find(key("corp"))->origin, Origin::created);
    EXPECT_EQ(second->settled, (std::map{std::pair(key("corp"), ConnectorId{connector_id()})}));
    EXPECT_TRUE(world.apply()->settled.empty());
}

TEST_F(Pass, Rule12_PlanShowsAnOpenIntentAndSettlesNothing)
{
    lose_a_create();
    ASSERT_TRUE(world.apply().has_value());
    world.sandbox.clear_faults();
    world.restart_daemon();
    world.forget_requests();

    const auto plan = world.plan();

    ASSERT_TRUE(plan.has_value());
    EXPECT_TRUE(plan->intents_open);
    EXPECT_EQ(item_of(*plan, "corp").reason, Reason::intent_open);
    EXPECT_EQ(world.ledger_writes(), 0U);
    EXPECT_EQ(world.ledger().intents.size(), 1U);
}

TEST_F(Pass, Rule12_AnUpdateWithoutAnswerWritesTheSecretAgain)
{
    ASSERT_TRUE(world.apply().has_value());
    world.set_secret("corp", "another-fake-secret");
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_before()});
    ASSERT_FALSE(world.apply()->in_sync());
    EXPECT_EQ(world.ledger().intents.size(), 1U);
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "another-fake-secret");
    EXPECT_TRUE(world.ledger().intents.empty());
}

TEST_F(Pass, Rule12_ARevertedSecretIsWrittenAfterAnUpdateWithoutAnswer)
{
    ASSERT_TRUE(world.apply().has_value());
    world.set_secret("corp", "another-fake-secret");
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_after()});
    ASSERT_FALSE(world.apply()->in_sync());

    world.set_secret("corp", "not-a-real-secret");
    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

} // namespace
} // namespace idpsync::test
