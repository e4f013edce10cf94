// Writes of the account's settings in bad moments.

#include "reconcile/pass_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

class GroupSyncWrite : public Pass
{
protected:
    GroupSyncWrite()
    {
        EXPECT_TRUE(world.apply().value().in_sync());
        world.forget_requests();
        world.group_sync = DesiredGroupSync{.declared = {true, "groups", GroupNames{}}};
    }

    void meet_put(sandbox::Fault fault, std::optional<std::size_t> times = 1)
    {
        world.sandbox.fail(
            {.method = "PUT", .path = "/api/accounts", .times = times, .fault = std::move(fault)});
    }

    bool enabled() { return world.sandbox.account_settings().at("jwt_groups_enabled").as_bool(); }
};

TEST_F(GroupSyncWrite, Rule12_ALostAnswerIsSettledByReadingBack)
{
    meet_put(sandbox::Fault::cut_after());
    const auto report = world.apply();
    EXPECT_TRUE(report.value().in_sync());
    EXPECT_EQ(report->group_sync.value().outcome, Outcome::updated);
    EXPECT_FALSE(world.ledger().group_sync.value().intent);
    EXPECT_EQ(world.events.count(EventName::updated), 1U);
}

TEST_F(GroupSyncWrite, Rule12_AWriteThatNeverArrivedIsOpenAndTheNextPassWritesIt)
{
    meet_put(sandbox::Fault::cut_before());
    const auto lost = world.apply();
    EXPECT_EQ(lost.value().group_sync.value().outcome, Outcome::unknown);
    EXPECT_TRUE(lost->intents_open);
    EXPECT_FALSE(lost->in_sync());
    EXPECT_TRUE(world.ledger().group_sync.value().intent);

    world.restart_daemon();
    EXPECT_TRUE(world.apply().value().in_sync());
    EXPECT_TRUE(enabled());
    EXPECT_FALSE(world.ledger().group_sync.value().intent);
}

TEST_F(GroupSyncWrite, Rule12_AWriteThatCannotBeReadBackIsFoundByTheNextPass)
{
    meet_put(sandbox::Fault::cut_after());
    world.sandbox.fail({.method = "GET",
                        .path = "/api/accounts",
                        .skip = 2,
                        .times = 3,
                        .fault = sandbox::Fault::answered(503, "")});
    const auto lost = world.apply();
    EXPECT_TRUE(lost.value().confirmation_failed);
    EXPECT_TRUE(lost->intents_open);
    world.forget_requests();

    EXPECT_TRUE(world.apply().value().in_sync());
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    EXPECT_FALSE(world.ledger().group_sync.value().intent);
}

TEST_F(GroupSyncWrite, Rule16_ARefusalIsRepeatedAfterAnHour)
{
    meet_put(sandbox::Fault::answered(422, R"({"message":"no","code":422})", "application/json"));
    const auto refused = world.apply();
    EXPECT_EQ(refused.value().group_sync.value().outcome, Outcome::failed);
    EXPECT_FALSE(world.ledger().group_sync.value().intent);

    EXPECT_EQ(world.apply().value().plan.group_sync.value().reason, Reason::not_due);
    world.clock.advance(61min);
    EXPECT_TRUE(world.apply().value().in_sync());
}

TEST_F(GroupSyncWrite, Rule16_AnErrorOfNetBirdThatChangedNothingWaitsAnHourToo)
{
    meet_put(sandbox::Fault::answered(500, R"({"message":"internal","code":500})", "application/json"));
    EXPECT_FALSE(world.apply().value().in_sync());
    world.forget_requests();

    EXPECT_EQ(world.apply().value().plan.group_sync.value().reason, Reason::not_due);
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    world.clock.advance(61min);
    EXPECT_TRUE(world.apply().value().in_sync());
}

TEST_F(GroupSyncWrite, Rule17_NothingIsSentAfterThePassHasEnded)
{
    world.sandbox.edit(connector_id(), {.name = "changed by hand"});
    world.sandbox.fail(
        {.method = "PUT", .path = "/api/identity-providers", .fault = sandbox::Fault::delayed(20s)});
    const auto report = world.apply({.deadline = world.clock.now() + 10s});
    EXPECT_TRUE(report.value().partial);
    EXPECT_FALSE(report->group_sync.value().in_sync);
    EXPECT_FALSE(enabled());
}

TEST_F(GroupSyncWrite, Rule16_WhatReadsBackDifferentlyIsNotSentAgainUntilSomebodyAsks)
{
    // A proxy that answers for NetBird.
    meet_put(sandbox::Fault::answered(200, "{}", "application/json"));
    const auto ignored = world.apply();
    EXPECT_EQ(ignored.value().group_sync.value().outcome, Outcome::not_converging);
    EXPECT_EQ(world.events.count(EventName::not_converging), 1U);
    world.forget_requests();

    world.clock.advance(48h);
    EXPECT_EQ(world.apply().value().plan.group_sync.value().reason, Reason::not_converging);
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    EXPECT_TRUE(world.apply({.demanded = true}).value().in_sync());
}

TEST_F(GroupSyncWrite, Rule29_NothingIsSentWhenSomethingElseChangedInBetween)
{
    for (const auto& change : {std::pair<std::string, boost::json::value>{"peer_login_expiration", 7200},
                               std::pair<std::string, boost::json::value>{"jwt_groups_claim_name", "roles"}})
    {
        // The update of the connector comes between the plan and the write of the settings.
        world.sandbox.edit(connector_id(), {.name = "changed by hand " + change.first});
        world.events.listener = [&](const Event& event) {
            if (event.name == EventName::updated && event.provider)
                world.sandbox.set_account_setting(change.first, change.second);
        };
        const auto report = world.apply();
        EXPECT_EQ(report.value().group_sync.value().outcome, Outcome::held) << change.first;
        EXPECT_THAT(report->group_sync->error.value().message, HasSubstr("since the plan was made"));
        EXPECT_FALSE(enabled());
        EXPECT_FALSE(world.ledger().group_sync.value().intent);
    }
    world.events.listener = nullptr;
    EXPECT_TRUE(world.apply().value().in_sync());
}

TEST_F(GroupSyncWrite, Rule29_ComesAfterTheConnectors)
{
    world.sandbox.edit(connector_id(), {.name = "changed by hand"});
    ASSERT_TRUE(world.apply().value().in_sync());
    std::vector<std::string> puts;
    for (const auto& seen : world.sandbox.requests())
        if (seen.method == "PUT")
            puts.push_back(seen.target.substr(0, seen.target.rfind('/')));
    EXPECT_THAT(puts, ElementsAre("/api/identity-providers", "/api/accounts"));
}

} // namespace
} // namespace idpsync::test
