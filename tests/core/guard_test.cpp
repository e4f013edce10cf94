#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

Facts local_login(std::optional<bool> disabled)
{
    return {.account =
                AccountFacts{.id = "acc-1", .embedded_idp_enabled = true, .local_auth_disabled = disabled}};
}

const Facts login_on = local_login(false);
const Facts login_off = local_login(true);
const Facts unreadable{.account_problem = "403"};

World& delete_also(World& world, std::string_view name)
{
    const auto id = "id-of-" + std::string(name);
    return world.declare(absent(name)).list(id, values(name)).know(name, created(id, values(name)));
}

World deleting(std::initializer_list<std::string_view> names)
{
    World world;
    for (const auto name : names)
        delete_also(world, name);
    world.context.policy.max_deletes = 10;
    return world;
}

Plan guarded(const World& world, const Facts& facts)
{
    return guard(world.plan(), world.observed, facts, world.context.policy);
}

PlanItem item_of(const Plan& plan, std::string_view name)
{
    return *plan.find(key(name));
}

TEST(Rule10_Guard, LetsAPlanWithoutDeletesPass)
{
    World world;
    world.declare(desired("corp"));
    EXPECT_THAT(item_of(guarded(world, unreadable), "corp"), Decides(Action::create, Reason::not_in_netbird));
}

TEST(Rule10_MaxDeletes, AllowsAsManyAsItSays)
{
    auto world = deleting({"a", "b"});
    world.list("x", values("other"));
    world.context.policy.max_deletes = 2;
    EXPECT_EQ(guarded(world, login_on).count(Action::remove), 2U);
}

TEST(Rule10_MaxDeletes, ExceededDeletesNothingAndWritesTheRest)
{
    auto world = deleting({"a", "b"});
    world.declare(desired("new")).list("x", values("other"));
    world.context.policy.max_deletes = 1;
    const auto plan = guarded(world, login_on);
    EXPECT_THAT(item_of(plan, "a"), Decides(Action::refuse, Reason::too_many_deletes));
    EXPECT_THAT(item_of(plan, "b"), Decides(Action::refuse, Reason::too_many_deletes));
    EXPECT_THAT(item_of(plan, "new"), Decides(Action::create, Reason::not_in_netbird));
    EXPECT_THAT(item_of(plan, "a").why, HasSubstr("2 deletes"));
}

TEST(Rule10_MaxDeletes, OfZeroDeletesNothing)
{
    auto world = deleting({"a"});
    world.list("x", values("other"));
    world.context.policy.max_deletes = 0;
    EXPECT_EQ(guarded(world, login_on).count(Action::remove), 0U);
}

TEST(Rule10_MaxDeletes, CountsPrunedOnesToo)
{
    auto world = deleting({"a", "b"});
    world.list("x", values("other"));
    world.declared.pop_back();
    world.context.policy = {.prune = Prune::created, .max_deletes = 1};
    world.context.prune_now = true;
    const auto plan = guarded(world, login_on);
    EXPECT_THAT(item_of(plan, "a"), Decides(Action::refuse, Reason::too_many_deletes));
    EXPECT_THAT(item_of(plan, "b"), Decides(Action::refuse, Reason::too_many_deletes));
}

struct LastCase
{
    std::string_view name;
    Facts facts;
    bool refused;
};

class Rule10_LastWayIn : public testing::TestWithParam<LastCase>
{};

TEST_P(Rule10_LastWayIn, IsJudgedByTheAccountsSettings)
{
    const auto world = deleting({"corp"});
    const auto item = item_of(guarded(world, GetParam().facts), "corp");
    if (GetParam().refused)
    {
        EXPECT_THAT(item, Decides(Action::refuse, Reason::last_way_in));
        EXPECT_TRUE(item.missing.has(Consent::delete_last));
        EXPECT_THAT(item.next, HasSubstr("delete-last"));
    }
    else
        EXPECT_THAT(item, Decides(Action::remove, Reason::declared_absent));
}

TEST_P(Rule10_LastWayIn, IsJudgedAgainRightBeforeTheDelete)
{
    const auto world = deleting({"corp"});
    const auto item = world.item("corp");
    EXPECT_EQ(objection_to_delete(item, world.observed, GetParam().facts).has_value(), GetParam().refused);
}

INSTANTIATE_TEST_SUITE_P(LocalLogin, Rule10_LastWayIn,
                         testing::Values(LastCase{"On", login_on, false}, LastCase{"Off", login_off, true},
                                         LastCase{"AbsentCountsAsOn", local_login(std::nullopt), false},
                                         LastCase{"UnreadableCountsAsOff", unreadable, true},
                                         LastCase{"NotReadCountsAsOff", Facts{}, true}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Rule10_LastDelete, IsOpenWhileAnotherConnectorStays)
{
    auto world = deleting({"corp"});
    world.list("x", values("other"));
    EXPECT_EQ(guarded(world, login_off).count(Action::remove), 1U);
    EXPECT_EQ(objection_to_delete(world.item("corp"), world.observed, login_off), std::nullopt);
}

TEST(Rule10_LastDelete, IsOpenWhenAnotherConnectorIsCreatedFirst)
{
    auto world = deleting({"corp"});
    world.declare(desired("new"));
    EXPECT_EQ(guarded(world, login_off).count(Action::remove), 1U);
}

TEST(Rule10_LastDelete, DoesNotCountACreateOfAnUnnamedKey)
{
    auto world = deleting({"corp"});
    world.declare(desired("new"));
    world.context.named = {key("corp")};
    EXPECT_THAT(item_of(guarded(world, login_off), "corp"), Decides(Action::refuse, Reason::last_way_in));
}

TEST(Rule10_LastDelete, IsNotClosedByTwoDeletesTogetherEither)
{
    const auto world = deleting({"a", "b"});
    EXPECT_EQ(guarded(world, login_off).count(Action::remove), 0U);
}

TEST(Rule10_LastDelete, IsClosedWithConsent)
{
    auto world = deleting({"corp"});
    world.declared.front().allow = {Consent::delete_last};
    const auto item = item_of(guarded(world, login_off), "corp");
    EXPECT_THAT(item, Decides(Action::remove, Reason::declared_absent));
    EXPECT_THAT(item.hints, IsEmpty());
    EXPECT_EQ(objection_to_delete(item, world.observed, login_off), std::nullopt);
}

TEST(Rule10_LastDelete, IsNeverClosedByPruning)
{
    auto world = deleting({"corp"});
    world.declared.clear();
    world.context.policy.prune = Prune::created;
    world.context.prune_now = true;
    EXPECT_THAT(item_of(guarded(world, login_off), "corp"), Decides(Action::refuse, Reason::last_way_in));
}

TEST(Rule10_LastDelete, IsNotClosedByADeleteWhoseConnectorIsGoneAlready)
{
    auto world = deleting({"corp"});
    const auto item = world.item("corp");
    world.observed.providers.clear();
    EXPECT_NE(objection_to_delete(item, world.observed, login_on), std::nullopt);
}

TEST(Rule15_Hints, SayThatConsentToTheLastDeleteIsNotNeeded)
{
    auto world = deleting({"corp"});
    world.declared.front().allow = {Consent::delete_last};
    EXPECT_EQ(item_of(guarded(world, login_on), "corp").hints.size(), 1U);
}

TEST(Rule10_Order, HoldsDeletesBackWhileASelectedProviderIsBlocked)
{
    auto world = deleting({"a"});
    world.declare(desired("new")).no_secret("new").list("x", values("other"));
    EXPECT_THAT(item_of(guarded(world, login_on), "a"), Decides(Action::wait, Reason::waits_for_writes));
}

TEST(Rule10_Order, HoldsDeletesBackWhileAnUpdateIsRefused)
{
    auto world = deleting({"a"});
    world.declare(desired("corp"))
        .list("okta-1", with_issuer(values("corp"), "https://old.example"))
        .know("corp", created("okta-1", with_issuer(values("corp"), "https://old.example")));
    EXPECT_THAT(item_of(guarded(world, login_on), "a"), Decides(Action::wait, Reason::waits_for_writes));
}

TEST(Rule10_Order, HoldsDeletesBackWhileAWriteIsNotDue)
{
    auto world = deleting({"a"});
    world.declare(desired("new")).list("x", values("other"));
    world.context.holds.emplace(key("new"), Hold{.action = Action::wait, .reason = Reason::not_due});
    EXPECT_THAT(item_of(guarded(world, login_on), "a"), Decides(Action::wait, Reason::waits_for_writes));
}

TEST(Rule10_Order, DoesNotWaitForKeysThatWereNotNamed)
{
    auto world = deleting({"a"});
    world.declare(desired("new")).no_secret("new").list("x", values("other"));
    world.context.named = {key("a")};
    EXPECT_EQ(item_of(guarded(world, login_on), "a").action, Action::remove);
}

TEST(Rule10_Order, DoesNotWaitForAConflictThatTheDeleteMaySolve)
{
    // The old connector stands in the way of the new one, which differs by a slash.
    auto world = deleting({"corp"});
    world.declare(desired("new", with_issuer(values("corp"), "https://corp.example/")))
        .list("x", values("other"));
    const auto plan = guarded(world, login_on);
    EXPECT_THAT(item_of(plan, "new"), Decides(Action::conflict, Reason::similar_exists));
    EXPECT_EQ(item_of(plan, "corp").action, Action::remove);
}

} // namespace
} // namespace idpsync::test
