// Who changed what, and secrets that others may have changed: docs/reconciling.md 9, 14 and 25.

#include "core/condition.hpp"
#include "reconcile/pass_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using reconcile::AttributionRules;

const sandbox::Person ada{.id = "ada", .name = "Ada", .email = "ada@example.com"};
const sandbox::Person ben{.id = "ben", .name = "Ben", .email = ""};

/// Says that every secret is right.
class Accepting final : public ForgetfulPreflight
{
public:
    boost::asio::awaitable<PreflightResult> ask(const reconcile::PreflightQuestion&) override
    {
        co_return PreflightResult{.verdict = Verdict::accepted};
    }
};

class AttributedPass : public Pass
{
protected:
    AttributedPass()
    {
        apply();
        world.events.events.clear();
    }

    Result<reconcile::Report> apply()
    {
        return world.apply(
            {.write = true, .attribution = AttributionRules{.interval = 1h, .reassert = reassert}});
    }

    [[nodiscard]] std::string field(EventName name, const std::string& wanted) const
    {
        const auto* event = world.events.find(name);
        if (event == nullptr)
            return "no event";
        for (const auto& [field, value] : event->fields)
            if (field == wanted)
                return value;
        return {};
    }

    void edit(const sandbox::Change& change, const sandbox::Person& by)
    {
        world.clock.advance(1s);
        world.sandbox.edit(connector_id(), change, by);
    }

    bool reassert = true;
};

TEST_F(AttributedPass, LearnsWhoWeAreFromItsOwnWrite)
{
    EXPECT_EQ(world.ledger().audit.user, world.sandbox.events().at(0).at("initiator_id").as_string());
    EXPECT_NE(world.ledger().audit.user, "");
    EXPECT_THAT(world.ledger().audit.touches, IsEmpty());
    EXPECT_TRUE(world.ledger().audit.cursor);
}

TEST_F(AttributedPass, NamesTheLastUpdaterOfADriftAndTheOthers)
{
    edit({.name = "one"}, ben);
    edit({.name = "two"}, ada);
    ASSERT_TRUE(apply());
    EXPECT_EQ(field(EventName::drift, "by"), "Ada <ada@example.com>");
    EXPECT_EQ(field(EventName::drift, "others"), "Ben");
    EXPECT_EQ(field(EventName::drift, "at"), "2030-01-01T00:00:02Z");
}

TEST_F(AttributedPass, ForgetsTheOthersWithItsOwnWrite)
{
    edit({.name = "one"}, ben);
    ASSERT_TRUE(apply());
    world.events.events.clear();
    edit({.name = "two"}, ada);
    ASSERT_TRUE(apply());
    EXPECT_EQ(field(EventName::drift, "by"), "Ada <ada@example.com>");
    EXPECT_EQ(field(EventName::drift, "others"), "");
}

TEST_F(AttributedPass, NamesWhoDeletedAConnector)
{
    world.sandbox.remove(connector_id(), ada);
    world.sandbox.add({.type = "okta", .name = "x", .issuer = "https://x.example.com", .client_id = "x"},
                      ben);
    ASSERT_TRUE(apply());
    EXPECT_EQ(field(EventName::drift, "kind"), "missing");
    EXPECT_EQ(field(EventName::drift, "by"), "Ada <ada@example.com>");
    EXPECT_THAT(field(EventName::conflict, "why"),
                EndsWith(" was deleted in NetBird by Ada <ada@example.com> at 2030-01-01T00:00:00Z"));
    world.restart_daemon();
    const auto later = world.plan({.attribution = AttributionRules{}});
    ASSERT_TRUE(later);
    EXPECT_THAT(item_of(*later, "corp").why, HasSubstr("by Ada <ada@example.com> at "));
}

TEST_F(AttributedPass, Rule29_NamesNobodyForTheAccountsSettingsAndLooksOnceForAll)
{
    world.group_sync = DesiredGroupSync{.declared = {.enabled = true, .claim = "groups"}};
    ASSERT_TRUE(apply());
    world.forget_requests();
    world.sandbox.set_account_setting("jwt_groups_enabled", false);
    ASSERT_TRUE(world.plan({.attribution = AttributionRules{}}));
    EXPECT_EQ(world.api_requests("GET"), 2U);
    EXPECT_EQ(field(EventName::drift, "field"), "enabled");
    EXPECT_EQ(field(EventName::drift, "by"), "");
    world.sandbox.set_account_setting("jwt_groups_enabled", true);
    world.clock.advance(1h);
    world.forget_requests();
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.api_requests("GET"), 2U + 1U);
    world.forget_requests();
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.api_requests("GET"), 2U);
}

TEST_F(AttributedPass, FindsASecretThatWasTouchedWhenItIsTimeToLook)
{
    edit({.client_secret = "another"}, ada);
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.events.find(EventName::touched), nullptr);
    world.clock.advance(1h);
    ASSERT_TRUE(apply());
    EXPECT_EQ(field(EventName::touched, "by"), "Ada <ada@example.com>");
    EXPECT_EQ(world.events.count(EventName::secret_unverified), 1U);
    EXPECT_THAT(
        field(EventName::secret_unverified, "why"),
        StartsWith("updated by Ada <ada@example.com> at 2030-01-01T00:00:01Z; its secret may have changed"));
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "another");
}

TEST_F(AttributedPass, WritesATouchedSecretAgainWhenItsProviderAcceptsIt)
{
    Accepting provider;
    world.preflight = &provider;
    world.restart_daemon();
    edit({.client_secret = "another"}, ada);
    world.clock.advance(1h);
    const auto report = apply();
    ASSERT_TRUE(report);
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
    EXPECT_TRUE(report->in_sync());
    EXPECT_THAT(world.ledger().audit.touches, IsEmpty());
}

TEST_F(AttributedPass, AnswersTheSameUserOnce)
{
    Accepting provider;
    world.preflight = &provider;
    world.restart_daemon();
    edit({.client_secret = "another"}, ada);
    world.clock.advance(1h);
    ASSERT_TRUE(apply());
    edit({.client_secret = "a third"}, ada);
    world.clock.advance(1h);
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.events.count(EventName::touched), 2U);
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "a third");
    for (int pass = 0; pass < 2; ++pass)
    {
        const auto report = apply();
        ASSERT_TRUE(report);
        const auto& item = item_of(*report, "corp");
        EXPECT_EQ(item.reason, Reason::secret_unverified) << "what NetBird has now, nobody knows";
        EXPECT_THAT(item.why, HasSubstr("updated by Ada <ada@example.com> at "));
        EXPECT_TRUE(item.unverified());
        EXPECT_FALSE(item.preflight) << "whatever the provider says, it is not written";
        world.restart_daemon();
    }
    edit({.client_secret = "a fourth"}, ben);
    world.clock.advance(1h);
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(AttributedPass, OnlyTellsOfATouchWhenItShallNotReassert)
{
    reassert = false;
    edit({.client_secret = "another"}, ada);
    world.clock.advance(1h);
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.events.count(EventName::touched), 1U);
    const auto report = apply();
    ASSERT_TRUE(report);
    EXPECT_EQ(item_of(*report, "corp").reason, Reason::secret_unverified);
    EXPECT_TRUE(report->in_sync());
}

TEST_F(AttributedPass, LooksOnceAnIntervalWhenNothingDiffers)
{
    world.forget_requests();
    for (int minutes = 0; minutes < 120; minutes += 5)
    {
        world.clock.advance(5min);
        ASSERT_TRUE(apply());
    }
    EXPECT_EQ(world.api_requests("GET"), 24U + 2U);
}

TEST_F(AttributedPass, RemembersAcrossRestarts)
{
    world.restart_daemon();
    world.forget_requests();
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.api_requests("GET"), 1U);
}

TEST_F(AttributedPass, RecordsNothingInAPlan)
{
    edit({.name = "one"}, ada);
    const auto before = world.ledger();
    ASSERT_TRUE(world.plan({.attribution = AttributionRules{}}));
    EXPECT_EQ(field(EventName::drift, "by"), "Ada <ada@example.com>");
    EXPECT_EQ(world.ledger(), before);
}

TEST_F(AttributedPass, ShowsInAPlanThatASecretGoesAgainWhereOthersTouchedIt)
{
    Accepting provider;
    world.preflight = &provider;
    world.restart_daemon();
    edit({.name = "one", .client_secret = "another"}, ada);
    const auto planned = world.plan({.attribution = AttributionRules{}});
    ASSERT_TRUE(planned);
    EXPECT_EQ(item_of(*planned, "corp").secret, SecretFate::written);
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(AttributedPass, WorksWithoutPermissionForTheLogAndSaysSoOnce)
{
    world.sandbox.fail({.path = "/api/events/audit",
                        .times = std::nullopt,
                        .fault = sandbox::Fault::answered(
                            403, R"({"message":"permission denied","code":403})", "application/json")});
    for (int pass = 0; pass < 2; ++pass)
    {
        edit({.name = "one"}, ada);
        const auto report = apply();
        ASSERT_TRUE(report);
        EXPECT_TRUE(report->in_sync());
        EXPECT_THAT(report->audit_refused, HasSubstr("permission denied"));
    }
    EXPECT_EQ(world.events.count(EventName::audit_unreadable), 1U);
    EXPECT_EQ(field(EventName::drift, "by"), "");
}

TEST_F(AttributedPass, AsksForTheLogAgainWhenSomebodyAsks)
{
    world.sandbox.fail({.path = "/api/events/audit",
                        .fault = sandbox::Fault::answered(
                            403, R"({"message":"permission denied","code":403})", "application/json")});
    edit({.name = "one"}, ben);
    ASSERT_TRUE(apply());
    edit({.name = "two"}, ada);
    const auto report =
        world.plan({.demanded = true, .attribution = AttributionRules{.interval = 1h, .reassert = true}});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->audit_refused, "");
    EXPECT_EQ(item_of(*report, "corp").drift.at(0).authors.by, "Ada <ada@example.com>");
}

TEST_F(AttributedPass, AsksForTheLogAgainWhenSomebodyAsksAlsoWhereNothingDiffers)
{
    world.sandbox.fail({.path = "/api/events/audit",
                        .times = 2,
                        .fault = sandbox::Fault::answered(
                            403, R"({"message":"permission denied","code":403})", "application/json")});
    world.clock.advance(1h);
    ASSERT_THAT(apply()->audit_refused, HasSubstr("permission denied"));
    const reconcile::PassRequest asked{
        .write = true, .demanded = true, .attribution = AttributionRules{.interval = 1h, .reassert = true}};
    EXPECT_THAT(world.apply(asked)->audit_refused, HasSubstr("permission denied"));
    world.forget_requests();
    EXPECT_EQ(world.apply(asked)->audit_refused, "");
    EXPECT_EQ(world.api_requests("GET"), 2U);
    world.forget_requests();
    ASSERT_TRUE(world.apply(asked));
    EXPECT_EQ(world.api_requests("GET"), 1U);
}

TEST_F(AttributedPass, TellsOfALaterTouchWhileItOnlyObservesAndOfEachOnce)
{
    world.policy.mode = Mode::observe;
    const reconcile::PassRequest looking{.attribution = AttributionRules{.interval = 1h, .reassert = true}};
    for (const auto& person : {ada, ben})
    {
        edit({.name = "corp", .client_secret = "another"}, person);
        for (int pass = 0; pass < 2; ++pass)
        {
            world.clock.advance(1h);
            ASSERT_TRUE(world.apply(looking));
        }
    }
    EXPECT_EQ(world.events.count(EventName::touched), 2U);
}

TEST_F(AttributedPass, ShowsATouchedSecretInEveryPassWhileItOnlyObserves)
{
    Accepting provider;
    world.preflight = &provider;
    world.restart_daemon();
    world.policy.mode = Mode::observe;
    edit({.client_secret = "another"}, ada);
    const reconcile::PassRequest looking{.attribution = AttributionRules{.interval = 1h, .reassert = true}};
    world.clock.advance(1h);
    for (int pass = 0; pass < 3; ++pass)
    {
        const auto report = world.apply(looking);
        ASSERT_TRUE(report);
        const auto& item = item_of(*report, "corp");
        EXPECT_EQ(item.secret, SecretFate::written) << pass;
        EXPECT_EQ(condition_of(item), ConditionId::drifted) << pass;
        world.clock.advance(5min);
    }
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "another");
    EXPECT_EQ(world.events.count(EventName::touched), 1U);
    world.policy.mode = Mode::enforce;
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(AttributedPass, ForgetsWhatOthersDidToConnectorsThatAreGone)
{
    const auto others = world.sandbox.add(
        {.type = "okta", .name = "x", .issuer = "https://x.example.com", .client_id = "x"}, ada);
    world.clock.advance(1h);
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.ledger().audit.touches.size(), 1U);
    world.sandbox.remove(others, ada);
    world.clock.advance(1h);
    ASSERT_TRUE(apply());
    EXPECT_THAT(world.ledger().audit.touches, IsEmpty());
}

TEST_F(AttributedPass, IsNotPutOffByALookThatRecordsNothing)
{
    edit({.name = "one"}, ada);
    ASSERT_TRUE(world.plan({.attribution = AttributionRules{}}));
    edit({.name = "corp", .client_secret = "another"}, ada);
    world.clock.advance(1h - 2s);
    world.events.events.clear();
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.events.count(EventName::touched), 1U);
}

TEST_F(AttributedPass, AnswersATouchThatALookWithoutWritesSaw)
{
    Accepting provider;
    world.preflight = &provider;
    world.restart_daemon();
    edit({.name = "corp", .client_secret = "another"}, ada);
    world.clock.advance(1h);
    world.policy.mode = Mode::observe;
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "another");

    world.policy.mode = Mode::enforce;
    world.clock.advance(1s);
    ASSERT_TRUE(apply());
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(AttributedPass, GoesOnWhenTheLogCannotBeRead)
{
    world.sandbox.fail({.path = "/api/events/audit",
                        .times = std::nullopt,
                        .fault = sandbox::Fault::answered(200, "<html>", "text/html")});
    edit({.name = "one"}, ada);
    const auto report = apply();
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->in_sync());
}

} // namespace
} // namespace idpsync::test
