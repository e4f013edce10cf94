// docs/reconciling.md 32: what a pass may do where there was no ledger.

#include "core/builders.hpp"
#include "core/model.hpp"
#include "core/without_memory.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace idpsync::test {
namespace {

World world_without_memory()
{
    World world;
    world.ledger.without_memory = true;
    return world;
}

Plan held(const World& world, const NextCommand& commands = {}, bool adopts = false)
{
    auto plan = world.plan();
    hold_without_memory(plan, world.ledger, adopts, commands);
    return plan;
}

const PlanItem& item(const Plan& plan, std::string_view name)
{
    return *plan.find(key(name));
}

TEST(Rule02_Namesake, NobodyClaimsIsAConflictAndNeverACreate)
{
    World world;
    world.declare(desired("corp")).list("okta-1", with_issuer(values("corp"), "https://old.example"));
    const auto found = world.item("corp");
    EXPECT_EQ(found.action, Action::conflict);
    EXPECT_EQ(found.reason, Reason::similar_exists);
    EXPECT_THAT(found.why, HasSubstr("\"https://old.example\""));
    EXPECT_THAT(found.next, HasSubstr("`id: okta-1`"));
}

TEST(Rule02_Namesake, IsFoundWhateverTheCaseOfItsName)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", with_name(with_issuer(values("corp"), "https://old.example"), " Corp"));
    EXPECT_EQ(world.item("corp").action, Action::conflict);
}

TEST(Rule02_Namesake, OfAnotherTypeOrNameIsAnother)
{
    World world;
    world.declare(desired("corp"))
        .list("keycloak-1", with_issuer(values("corp", keycloak), "https://old.example"))
        .list("okta-2", with_name(with_issuer(values("corp"), "https://old.example"), "Corp 2"));
    EXPECT_EQ(world.item("corp").action, Action::create);
}

TEST(Rule02_Namesake, ThatAKeyOrTheLedgerKnowsIsNoHindrance)
{
    World world;
    world.declare(desired("corp"))
        .declare(with_id(released("other"), "okta-1"))
        .list("okta-1", with_issuer(values("corp"), "https://released.example"))
        .list("okta-2", with_issuer(values("corp"), "https://known.example"))
        .know("former", created("okta-2", with_issuer(values("corp"), "https://known.example")));
    EXPECT_EQ(world.item("corp").action, Action::create);
}

TEST(Rule32_WithoutMemory, CreatesAndAdoptsWhatNeedsNoWrite)
{
    auto world = world_without_memory();
    world.declare(desired("corp")).declare(desired("new")).list("okta-1", values("corp"));
    const auto plan = held(world);
    EXPECT_EQ(item(plan, "corp").action, Action::none);
    EXPECT_TRUE(item(plan, "corp").adopted);
    EXPECT_EQ(item(plan, "new").action, Action::create);
    EXPECT_TRUE(plan.ledger_before_writes.without_memory) << "the secret of corp waits for --adopt";
}

TEST(Rule32_WithoutMemory, KeepsTheSecretOfAnAdoptionInEveryPass)
{
    auto world = world_without_memory();
    world.declare(desired("corp")).list("okta-1", values("corp"));
    for (int pass = 0; pass < 3; ++pass)
    {
        const auto plan = held(world);
        EXPECT_TRUE(keeps_adopted_secret(item(plan, "corp"))) << pass;
        EXPECT_THAT(item(plan, "corp").next, HasSubstr("`netbird-idp-sync apply --adopt`")) << pass;
        world.ledger = plan.ledger_before_writes;
        EXPECT_TRUE(world.ledger.without_memory) << pass;
    }
}

TEST(Rule32_WithoutMemory, KeepsNoSecretThatThisToolWroteOrThatChanged)
{
    auto world = world_without_memory();
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    EXPECT_FALSE(keeps_adopted_secret(item(held(world), "corp")));
    world.ledger.entries.at(key("corp")) = adopted("okta-1", values("corp"));
    world.ledger.entries.at(key("corp")).held_back = HeldBack{fingerprint("an older one")};
    const auto plan = held(world);
    EXPECT_FALSE(keeps_adopted_secret(item(plan, "corp")));
    EXPECT_EQ(item(plan, "corp").action, Action::update);
}

TEST(Rule32_WithoutMemory, ChangesNothingThatNetBirdHas)
{
    auto world = world_without_memory();
    world.declare(desired("corp"))
        .declare(with_values(absent("old"), values("old")))
        .list("okta-1", with_name(values("corp"), "Made by hand"))
        .list("okta-2", values("old"));
    const auto plan = held(world, {.daemon = true, .options = "--instance berlin"});
    for (const auto* name : {"corp", "old"})
    {
        EXPECT_EQ(item(plan, name).action, Action::refuse) << name;
        EXPECT_EQ(item(plan, name).reason, Reason::no_ledger) << name;
        EXPECT_THAT(item(plan, name).next, HasSubstr("`netbird-idp-sync reload --instance berlin --adopt`"));
        EXPECT_FALSE(entry_before_writes(plan, name));
    }
    EXPECT_TRUE(plan.ledger_before_writes.without_memory);
}

TEST(Rule32_WithoutMemory, LetsThroughWhatWasNamedWithAdoptAndNothingElse)
{
    auto world = world_without_memory();
    world.declare(desired("corp"))
        .declare(desired("other"))
        .list("okta-1", with_name(values("corp"), "Made by hand"))
        .list("okta-2", with_name(values("other"), "Made by hand, too"));
    world.context.named = {key("corp")};
    auto plan = world.plan();
    plan.group_sync =
        GroupSyncItem{.want = GroupSettings{true, "groups", {}}, .seen = GroupSettings{true, "roles", {}}};
    plan.group_sync->action = Action::update;
    plan.group_sync->selected = false;
    hold_without_memory(plan, world.ledger, true, {});
    EXPECT_EQ(item(plan, "corp").action, Action::update);
    EXPECT_TRUE(entry_before_writes(plan, "corp"));
    EXPECT_EQ(item(plan, "other").reason, Reason::no_ledger);
    EXPECT_FALSE(entry_before_writes(plan, "other"));
    EXPECT_TRUE(plan.ledger_before_writes.without_memory);
}

TEST(Rule32_WithoutMemory, AdoptsNothingThatWaitsForItsSecretToBeReadable)
{
    auto world = world_without_memory();
    world.declare(desired("corp"))
        .list("okta-1", with_name(values("corp"), "Made by hand"))
        .unreadable_secret("corp");
    const auto plan = held(world);
    EXPECT_EQ(item(plan, "corp").reason, Reason::secret_unreadable);
    EXPECT_FALSE(entry_before_writes(plan, "corp"));
    EXPECT_TRUE(plan.ledger_before_writes.without_memory);
}

TEST(Rule32_WithoutMemory, HoldsBackWhatIsNotOursInLaterPassesToo)
{
    auto world = world_without_memory();
    world.declare(desired("corp"))
        .declare(desired("new"))
        .list("okta-1", with_name(values("corp"), "Made by hand"));
    world.ledger = held(world).ledger_before_writes;
    world.list("okta-9", with_name(values("new"), "changed")).know("new", created("okta-9", values("new")));
    const auto plan = held(world);
    EXPECT_EQ(item(plan, "corp").reason, Reason::no_ledger);
    EXPECT_EQ(item(plan, "new").action, Action::update);
}

TEST(Rule32_WithoutMemory, LeavesSettingsAloneThatSomebodyHasSet)
{
    const auto planned = [](const GroupSettings& seen) {
        Plan plan;
        plan.group_sync = GroupSyncItem{
            .want = GroupSettings{true, "groups", {}}, .seen = seen, .entry = LedgerGroupSync()};
        plan.group_sync->action = Action::update;
        Ledger ledger;
        ledger.without_memory = true;
        hold_without_memory(plan, ledger, false, {});
        return plan;
    };
    EXPECT_EQ(planned({true, "roles", {}}).group_sync->reason, Reason::no_ledger);
    EXPECT_TRUE(planned({true, "roles", {}}).ledger_before_writes.without_memory);
    EXPECT_EQ(planned({false, "", {"admins"}}).group_sync->reason, Reason::no_ledger);
    EXPECT_EQ(planned({false, "", {}}).group_sync->action, Action::update);
}

/// The guard goes on while something waits for it, and ends when all is as declared. `adopts`: nothing that
/// was named waits.
bool remembers_what_waits(const Plan& plan, bool adopts = false)
{
    const auto waits = [&](const PlanItem& one) {
        const bool agreed = adopts && one.selected;
        return !agreed && (one.reason == Reason::no_ledger || keeps_adopted_secret(one));
    };
    const bool remembers = plan.ledger_before_writes.without_memory;
    EXPECT_TRUE(remembers || std::ranges::none_of(plan.items, waits)) << text_of(plan);
    EXPECT_FALSE(
        remembers &&
        std::ranges::all_of(plan.items, [&](const PlanItem& one) { return one.in_sync() && !waits(one); }))
        << text_of(plan);
    return remembers;
}

TEST(Rule32_AnyWorld, EndsTheGuardOnlyForWhatWasNamedWithAdopt)
{
    for (unsigned seed = 1; seed <= 1'000; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice(seed);
        auto world = random_world(dice).world;
        if (world.declared.empty())
            continue;
        world.ledger.without_memory = true;
        std::set<std::string> ours;
        for (const auto& [name, entry] : world.ledger.entries)
            ours.insert(entry.id.value);
        const auto named = dice.one_of(world.declared).key;
        for (int pass = 0; pass < 4; ++pass)
        {
            const bool adopts = pass == 1;
            world.context.named = adopts ? std::set{named} : std::set<ProviderKey>();
            const auto plan = held(world, {}, adopts);
            if (const auto* agreed = plan.find(named); adopts && agreed->id)
                ours.insert(agreed->id->value);
            for (const auto& one : plan.items)
                if (one.writes() && one.action != Action::create)
                    ASSERT_TRUE(ours.contains(one.id->value)) << text_of(plan);
            if (!remembers_what_waits(plan, adopts))
                break;
            world.ledger = plan.ledger_before_writes;
        }
    }
}

TEST(Rule32_AnyWorld, ChangesNothingOfOthersWithoutMemory)
{
    for (unsigned seed = 1; seed <= 1'000; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice(seed);
        auto world = random_world(dice).world;
        world.ledger.without_memory = true;
        std::set<std::string> ours;
        for (const auto& [name, entry] : world.ledger.entries)
            ours.insert(entry.id.value);
        // Pass after pass: what was refused must not slip through because a ledger exists by now.
        for (int pass = 0; pass < 3; ++pass)
        {
            const auto plan = held(world);
            for (const auto& one : plan.items)
                if (one.writes() && one.action != Action::create)
                    ASSERT_TRUE(ours.contains(one.id->value)) << text_of(plan);
            if (!remembers_what_waits(plan))
                break;
            world.ledger = plan.ledger_before_writes;
        }
    }
}

} // namespace
} // namespace idpsync::test
