// Passes that could do more than anybody meant: without a ledger (docs/reconciling.md 32), and beyond
// reconcile.max_changes (32).

#include "reconcile/pass_fixture.hpp"
#include "reconcile/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using ::testing::HasSubstr;

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

    EXPECT_TRUE(world.plan()->plan.without_memory);
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
    EXPECT_FALSE(world.apply()->plan.without_memory);
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
