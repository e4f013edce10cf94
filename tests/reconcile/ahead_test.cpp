// Passes that could do more than anybody meant: without a ledger (docs/reconciling.md 32), and beyond
// reconcile.max_changes (32).

#include "reconcile/pass_fixture.hpp"
#include "reconcile/world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

namespace idpsync::test {
namespace {

constexpr auto old_issuer = "https://old.example.com";

class Ahead : public ::testing::Test
{
protected:
    Ahead()
    {
        world.sandbox.add_issuer(issuer);
        world.sandbox.add_issuer(old_issuer);
    }

    void made_by_hand(const std::string& name, const std::string& at_issuer)
    {
        world.sandbox.add({.type = "pocketid",
                           .name = name,
                           .issuer = at_issuer,
                           .client_id = "netbird",
                           .client_secret = "kept"});
    }

    World world;
};

TEST_F(Ahead, Rule32_CreatesNoSecondConnectorWhereTheLedgerIsLost)
{
    world.declare("corp", ProviderType::pocketid, old_issuer, "netbird");
    ASSERT_TRUE(world.apply()->in_sync());
    world.files.remove("/state/ledger.json");
    world.restart_daemon();
    world.declare("corp", ProviderType::pocketid, issuer, "netbird");

    EXPECT_EQ(world.plan()->plan.memory, Memory::none);
    for (int pass = 0; pass < 3; ++pass)
    {
        const auto report = world.apply();
        EXPECT_EQ(item_of(*report, "corp").action, Action::conflict);
        EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    }
}

TEST_F(Ahead, Rule32_ChangesWhatNetBirdHasOnlyWithAdopt)
{
    made_by_hand("By hand", issuer);
    world.declare("corp", ProviderType::pocketid, issuer, "netbird");
    for (int pass = 0; pass < 2; ++pass)
    {
        const auto report = world.apply({.commands = {.daemon = true, .options = {}}});
        EXPECT_EQ(item_of(*report, "corp").reason, Reason::no_ledger);
        EXPECT_THAT(item_of(*report, "corp").next, HasSubstr("`netbird-idp-sync reload --adopt`"));
        EXPECT_EQ(world.sandbox.connectors()[0].name, "By hand");
    }
    EXPECT_TRUE(world.apply({.flags = {.adopt = true}})->in_sync());
    EXPECT_EQ(world.sandbox.connectors()[0].name, "corp");
    EXPECT_FALSE(world.ledger().without_memory);
    EXPECT_EQ(world.apply()->plan.memory, Memory::complete);
}

/// Two connectors that were made by hand, and their declarations; what is left of the ledger.
class Memories : public Ahead
{
protected:
    Memories()
    {
        for (const std::string name : {"a", "b"})
        {
            const auto client = "netbird-" + name;
            world.sandbox.add({.type = "pocketid",
                               .name = "By hand " + name,
                               .issuer = issuer,
                               .client_id = client,
                               .client_secret = "kept"});
            world.declare(name, ProviderType::pocketid, issuer, client);
        }
    }

    std::string name_of(std::size_t connector) { return world.sandbox.connectors().at(connector).name; }

    /// Brings about what a plan then shows.
    void prepare(Memory memory)
    {
        if (memory == Memory::incomplete)
            ASSERT_FALSE(world.apply()->in_sync());
        if (memory != Memory::complete)
            return;
        ASSERT_TRUE(world.apply({.flags = {.adopt = true}})->in_sync());
        for (const auto& connector : world.sandbox.connectors())
            world.sandbox.edit(connector.id, {.name = "By hand " + connector.name});
    }
};

struct MemoryRow
{
    const char* name;
    Memory before;
    bool writes;
    bool adopts;
    bool names_a; ///< and not b
    Memory shown; ///< at the top of the plan
    bool a;       ///< is written
    bool b;
};

void PrintTo(const MemoryRow& row, std::ostream* out)
{
    *out << row.name;
}

class MemoryTable : public Memories, public ::testing::WithParamInterface<MemoryRow>
{};

TEST_P(MemoryTable, Rule32_SaysWhatIsTrueAndLetsThroughWhatWasNamed)
{
    const auto& row = GetParam();
    prepare(row.before);
    reconcile::PassRequest request{.flags = {.adopt = row.adopts}};
    if (row.names_a)
        request.named = {key("a")};
    const auto report = row.writes ? world.apply(request) : world.plan(request);
    EXPECT_EQ(report->plan.memory, row.shown);
    EXPECT_EQ(name_of(0), row.a ? "a" : "By hand a");
    EXPECT_EQ(name_of(1), row.b ? "b" : "By hand b");

    // Whatever it was, the guard stays for what nobody agreed to.
    const bool b_is_ours = row.before == Memory::complete || row.b;
    const auto later = world.apply();
    EXPECT_EQ(item_of(*later, "b").reason == Reason::no_ledger, !b_is_ours);
    EXPECT_EQ(later->plan.memory == Memory::complete, b_is_ours);
    EXPECT_EQ(name_of(1), b_is_ours ? "b" : "By hand b");
}

std::vector<MemoryRow> memory_rows()
{
    using enum Memory;
    constexpr bool no = false;
    constexpr bool yes = true;
    //       ledger, request      before      write adopt a    shown       a    b
    return {{"NonePlan", none, no, no, no, none, no, no},
            {"NoneApply", none, yes, no, no, none, no, no},
            {"NoneAdopt", none, yes, yes, no, none, yes, yes},
            {"NoneAdoptOne", none, yes, yes, yes, none, yes, no},
            {"IncompletePlan", incomplete, no, no, no, incomplete, no, no},
            {"IncompleteApply", incomplete, yes, no, no, incomplete, no, no},
            {"IncompleteAdopt", incomplete, yes, yes, no, complete, yes, yes},
            {"IncompleteAdoptOne", incomplete, yes, yes, yes, incomplete, yes, no},
            {"CompletePlan", complete, no, no, no, complete, no, no},
            {"CompleteApply", complete, yes, no, no, complete, yes, yes},
            {"CompleteAdopt", complete, yes, yes, no, complete, yes, yes},
            {"CompleteAdoptOne", complete, yes, yes, yes, complete, yes, no}};
}

INSTANTIATE_TEST_SUITE_P(Rule32, MemoryTable, ::testing::ValuesIn(memory_rows()),
                         [](const auto& row) { return row.param.name; });

TEST_F(Ahead, Rule32_DoesNotAdoptWhatOnlyASecretKeepsFromBeingWritten)
{
    made_by_hand("By hand", issuer);
    world.declare("corp", ProviderType::pocketid, issuer, "netbird");
    world.break_secret("corp");
    EXPECT_EQ(item_of(*world.apply(), "corp").reason, Reason::secret_unreadable);
    world.set_secret("corp", "not-a-real-secret");
    EXPECT_EQ(item_of(*world.apply(), "corp").reason, Reason::no_ledger);
    EXPECT_EQ(world.sandbox.connectors()[0].name, "By hand");
}

TEST_F(Ahead, Rule32_AdoptsWithoutAWordWhatIsAsDeclared)
{
    made_by_hand("corp", issuer);
    world.declare("corp", ProviderType::pocketid, issuer, "netbird");
    world.forget_requests();
    EXPECT_TRUE(world.apply()->in_sync());
    EXPECT_EQ(world.api_requests("PUT"), 0U);
}

TEST_F(Ahead, Rule32_LeavesSettingsAloneThatSomebodySet)
{
    world.sandbox.set_account_setting("jwt_groups_enabled", true);
    world.group_sync = DesiredGroupSync{.declared = {.enabled = true, .claim = "groups"}};
    EXPECT_EQ(world.apply()->plan.group_sync->reason, Reason::no_ledger);
    EXPECT_EQ(world.apply()->plan.group_sync->reason, Reason::no_ledger);
    EXPECT_TRUE(world.apply({.flags = {.adopt = true}})->in_sync());
}

TEST_F(Ahead, Rule33_WritesNothingBeyondTheLimitUntilSomebodyAgrees)
{
    world.declare("a", ProviderType::pocketid, issuer, "netbird-a");
    world.declare("b", ProviderType::pocketid, issuer, "netbird-b");
    world.policy.max_changes = 1;
    for (int pass = 0; pass < 2; ++pass)
    {
        const auto report = world.apply();
        EXPECT_EQ(item_of(*report, "a").reason, Reason::too_many_changes);
        EXPECT_FALSE(report->in_sync());
        EXPECT_EQ(world.sandbox.connectors().size(), 0U);
    }
    EXPECT_TRUE(world.apply({.flags = {.agreed_changes = true}})->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
}

TEST_F(Ahead, ALookThatSomebodyAskedForChangesNothingOfWhatIsHeldBack)
{
    world.declare("corp", ProviderType::pocketid, "https://nowhere.example.com", "netbird");
    ASSERT_FALSE(world.apply()->in_sync());
    EXPECT_EQ(item_of(*world.plan({.demanded = true}), "corp").action, Action::create);
    EXPECT_EQ(item_of(*world.apply(), "corp").action, Action::wait);
}

} // namespace
} // namespace idpsync::test
