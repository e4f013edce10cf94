// What a pass refuses, holds back or deletes.

#include "reconcile/pass_fixture.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

TEST_F(Pass, Rule08_AnEmptyListIsNotBelievedWhileTheEmbeddedIdentityProviderIsOff)
{
    sandbox::Options options;
    options.embedded_idp = false;
    World off(options);
    off.sandbox.add_issuer(issuer);
    off.declare("corp", ProviderType::pocketid, issuer, "netbird");

    const auto report = off.apply();

    ASSERT_TRUE(report.has_error());
    EXPECT_EQ(off.api_requests("POST"), 0U);
    EXPECT_NE(report.error().text().find("embedded"), std::string::npos);
}

TEST_F(Pass, Rule08_AnotherServerIsRefusedUntilNewServerIsSaid)
{
    ASSERT_TRUE(world.apply().has_value());

    sandbox::Options options;
    options.seed = 4711;
    World other(options);
    other.sandbox.add_issuer(issuer);
    other.declare("corp", ProviderType::pocketid, issuer, "netbird");
    other.files.put("/state/ledger.json", *world.files.text("/state/ledger.json"), 0600);
    other.files.put("/state/fingerprint.key", *world.files.text("/state/fingerprint.key"), 0600);

    const auto refused = other.apply();
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_NE(refused.error().text().find("--new-server"), std::string::npos);
    EXPECT_TRUE(other.sandbox.connectors().empty());

    const auto accepted = other.apply({.flags = {.new_server = true}});
    ASSERT_TRUE(accepted.has_value()) << accepted.error().text();
    EXPECT_TRUE(accepted->in_sync());
    EXPECT_EQ(other.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, Rule08_NewServerIsRefusedOnTheServerTheLedgerBelongsTo)
{
    ASSERT_TRUE(world.apply().has_value());

    const auto report = world.apply({.flags = {.new_server = true}});

    ASSERT_TRUE(report.has_error());
    EXPECT_EQ(report.error().kind, ErrorKind::conflict);
}

TEST_F(Pass, Rule04_AConnectorDeletedByOthersIsNotRecreatedWithoutConsent)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply().has_value());
    const auto id = world.ledger().find(key("corp"))->id.value;
    world.sandbox.remove(id);

    const auto report = world.apply();
    EXPECT_EQ(item_of(*report, "corp").reason, Reason::deleted_outside);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);

    world.declared("corp").allow.add(Consent::recreate);
    EXPECT_TRUE(world.apply()->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
}

TEST_F(Pass, Rule05_AnAbsentProviderIsDeleted)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply().has_value());
    world.declare_absent("corp");

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::deleted);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.ledger().find(key("corp")), nullptr);
}

TEST_F(Pass, Rule05_AReleasedProviderStaysAndIsForgotten)
{
    ASSERT_TRUE(world.apply().has_value());
    world.declare_released("corp");

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_TRUE(world.ledger().entries.empty());
    EXPECT_EQ(world.events.count(EventName::released), 1U);
}

TEST_F(Pass, Rule07_AnOmissionIsPrunedOnlyAfterItsGrace)
{
    world.policy.prune = Prune::created;
    world.declare("other", ProviderType::oidc, "https://other.example.com", "other");
    world.sandbox.add_issuer("https://other.example.com");
    ASSERT_TRUE(world.apply()->in_sync());
    world.undeclare("other");

    ASSERT_TRUE(world.apply().has_value());
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
    world.clock.advance(11min);
    ASSERT_TRUE(world.apply().has_value());

    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, Rule07_FilesThatDeclareNothingAreAMistake)
{
    ASSERT_TRUE(world.apply().has_value());
    world.undeclare("corp");

    const auto report = world.apply();

    ASSERT_TRUE(report.has_error());
    EXPECT_EQ(report.error().kind, ErrorKind::bad_config);
}

TEST_F(Pass, Rule10_ADeleteWaitsUntilEveryWriteHasSucceeded)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare_absent("other");
    world.declare("broken", ProviderType::oidc, "https://nowhere.example.com", "x");

    const auto report = world.apply();

    EXPECT_EQ(result_of(*report, "other").outcome, Outcome::held);
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
}

TEST_F(Pass, Rule10_TheLastConnectorStaysWhileLocalLoginIsOff)
{
    ASSERT_TRUE(world.apply().has_value());
    world.sandbox.set_account_setting("local_auth_disabled", true);
    world.declare_absent("corp");

    const auto refused = world.apply();
    EXPECT_EQ(item_of(*refused, "corp").reason, Reason::last_way_in);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);

    world.declared("corp").allow.add(Consent::delete_last);
    EXPECT_TRUE(world.apply()->in_sync());
    EXPECT_TRUE(world.sandbox.connectors().empty());
}

TEST_F(Pass, Rule10_ADeleteLooksAgainRightBeforeIt)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply().has_value());
    world.declare_absent("corp");
    world.forget_requests();

    ASSERT_TRUE(world.apply()->in_sync());

    // List, settings and users for the plan, the first two again before the delete, and the list to confirm.
    EXPECT_EQ(world.api_requests("GET"), 6U);
    EXPECT_EQ(world.api_requests("DELETE"), 1U);
}

TEST_F(Pass, Rule10_TooManyDeletesAreNone)
{
    for (const auto* name : {"a", "b", "c"})
        world.declare(name, ProviderType::oidc, issuer, name);
    ASSERT_TRUE(world.apply().has_value());
    world.declare_absent("a");
    world.declare_absent("b");

    const auto report = world.apply();

    EXPECT_EQ(item_of(*report, "a").reason, Reason::too_many_deletes);
    EXPECT_EQ(world.sandbox.connectors().size(), 4U);
}

TEST_F(Pass, Rule09_ReportsAConnectorThatSomeoneMadeBesideOurs)
{
    ASSERT_TRUE(world.apply().has_value());
    world.sandbox.add({.type = "pocketid", .name = "twin", .issuer = issuer, .client_id = "netbird"});
    world.set_secret("corp", "another-fake-secret");

    const auto report = world.apply();

    ASSERT_EQ(report->duplicates.size(), 1U);
    EXPECT_EQ(report->duplicates[0].ours.value, connector_id());
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
}

TEST_F(Pass, Rule09_StopsFightingAfterThreeOverturnedWrites)
{
    ASSERT_TRUE(world.apply().has_value());
    int repaired = 0;
    for (int round = 0; round < 6; ++round)
    {
        world.sandbox.edit(connector_id(), {.name = "mine"});
        world.clock.advance(1h);
        repaired += world.apply()->in_sync() ? 1 : 0;
    }
    EXPECT_EQ(repaired, 2);
    EXPECT_EQ(item_of(*world.apply(), "corp").reason, Reason::contested);

    EXPECT_TRUE(world.apply({.named = {key("corp")}})->in_sync());
}

} // namespace
} // namespace idpsync::test
