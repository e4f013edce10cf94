// docs/reconciling.md 33: how much one pass may write.

#include "core/builders.hpp"
#include "core/change_limit.hpp"
#include "core/model.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::test {
namespace {

/// A create, an update and a delete.
World world_of_three()
{
    World world;
    world.declare(desired("new"))
        .declare(desired("other"))
        .declare(absent("old"))
        .list("okta-1", with_name(values("other"), "drifted"))
        .know("other", created("okta-1", values("other")))
        .list("okta-2", values("old"))
        .know("old", created("okta-2", values("old")));
    return world;
}

Plan limited(const World& world, unsigned max_changes)
{
    auto plan = world.plan();
    limit_changes(plan, {.max_changes = max_changes}, {});
    return plan;
}

TEST(Rule33_ChangeLimit, CountsCreatesUpdatesAndDeletes)
{
    EXPECT_EQ(changes_in(world_of_three().plan()), 3U);
    EXPECT_TRUE(limited(world_of_three(), 3).has_writes());
    EXPECT_TRUE(limited(world_of_three(), 0).has_writes());
}

TEST(Rule33_ChangeLimit, WritesNothingBeyondIt)
{
    const auto plan = limited(world_of_three(), 2);
    EXPECT_FALSE(plan.has_writes());
    for (const auto& item : plan.items)
    {
        EXPECT_EQ(item.reason, Reason::too_many_changes) << item.key.str();
        EXPECT_THAT(item.why, HasSubstr("3 changes are planned, reconcile.max_changes is 2"));
        EXPECT_THAT(item.next, HasSubstr("`netbird-idp-sync apply --yes`"));
        ASSERT_TRUE(item.before_limit);
        EXPECT_NE(item.before_limit->action, Action::refuse);
    }
    EXPECT_EQ(plan.find(key("new"))->before_limit->action, Action::create);
}

TEST(Rule33_ChangeLimit, CountsTheSettingsOfTheAccountAsOne)
{
    auto plan = world_of_three().plan();
    plan.group_sync = GroupSyncItem{};
    plan.group_sync->action = Action::update;
    EXPECT_EQ(changes_in(plan), 4U);
    limit_changes(plan, {.max_changes = 3}, {});
    EXPECT_EQ(plan.group_sync->reason, Reason::too_many_changes);
    EXPECT_FALSE(plan.has_writes());
}

TEST(Rule33_ChangeLimit, CountsOnlyWhatTheCommandNamed)
{
    auto world = world_of_three();
    world.context.named = {key("new")};
    EXPECT_EQ(changes_in(limited(world, 1)), 1U);
}

/// Files that change and wait, files that are taken, commands with and without consent: whatever the order,
/// more than the limit is written only in a pass that somebody agreed to, and never what still waits.
TEST(Rule33_AnyHistory, WritesNothingBeyondTheLimitWithoutConsent)
{
    for (unsigned seed = 1; seed <= 300; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice(seed);
        Model model(random_world(dice));
        const unsigned limit = 1 + dice.below(3);
        auto in_force = model.world.declared;
        auto files = in_force;
        for (int step = 0; step < 20; ++step)
        {
            if (dice.chance(40))
            {
                files = in_force;
                for (auto& provider : files)
                    if (provider.values && dice.chance(50))
                        provider.values->name += "!";
            }
            const bool reload = dice.chance(30); // takes the files; the timer keeps what is in force
            const bool agreed = reload && dice.chance(50);
            if (reload)
                in_force = files;
            model.world.declared = in_force;
            const auto plan = model.pass([&](Plan& planned) {
                if (!agreed)
                    limit_changes(planned, {.max_changes = limit}, {});
            });
            ASSERT_TRUE(agreed || changes_in(plan) <= limit) << text_of(plan);
            for (const auto& item : plan.items)
                if (item.writes() && item.want)
                    ASSERT_TRUE(std::ranges::any_of(in_force, [&](const DesiredProvider& one) {
                        return one.key == item.key && one.values == item.want;
                    }));
        }
    }
}

} // namespace
} // namespace idpsync::test
