// Which secret NetBird gets, and when.

#include "reconcile/pass_fixture.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using Outcome = reconcile::ProviderResult::Outcome;

TEST_F(Pass, Rule13_ARenameLeavesTheSecretAlone)
{
    ASSERT_TRUE(world.apply().has_value());
    world.sandbox.edit(connector_id(), {.client_secret = "rotated-by-hand"});
    world.declared("corp").values->name = "Corporate";

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.connectors()[0].name, "Corporate");
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "rotated-by-hand");
}

TEST_F(Pass, Rule13_ARotatedSecretIsWrittenOnce)
{
    ASSERT_TRUE(world.apply().has_value());
    world.set_secret("corp", "another-fake-secret");
    ASSERT_TRUE(world.apply()->in_sync());
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "another-fake-secret");
    world.forget_requests();

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.api_requests("PUT"), 0U);
}

TEST_F(Pass, Rule14_AnAdoptedConnectorKeepsItsSecretUntilTheFileConsents)
{
    world.sandbox.add({.type = "pocketid",
                       .name = "corp",
                       .issuer = issuer,
                       .client_id = "netbird",
                       .client_secret = "the-good-one"});

    const auto adopted = world.apply();
    ASSERT_TRUE(adopted->in_sync());
    EXPECT_EQ(item_of(*adopted, "corp").reason, Reason::secret_unverified);
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "the-good-one");

    world.declared("corp").allow.add(Consent::overwrite_secret);
    ASSERT_TRUE(world.apply()->in_sync());
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(Pass, Rule14_ASecretDeclaredAfterAdoptionIsAChange)
{
    world.sandbox.add({.type = "pocketid",
                       .name = "corp",
                       .issuer = issuer,
                       .client_id = "netbird",
                       .client_secret = "the-good-one"});
    world.declare("corp", ProviderType::pocketid, issuer, "netbird", "");
    ASSERT_TRUE(world.apply()->in_sync());

    world.set_secret("corp", "declared-later");
    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "declared-later");
}

TEST_F(Pass, Rule14_ALostFingerprintKeyMakesEverySecretUnverified)
{
    ASSERT_TRUE(world.apply().has_value());
    world.sandbox.edit(connector_id(), {.client_secret = "rotated-by-hand"});
    world.files.remove("/state/fingerprint.key");
    world.restart_daemon();

    const auto report = world.apply();

    EXPECT_EQ(item_of(*report, "corp").reason, Reason::secret_unverified);
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "rotated-by-hand");
}

TEST_F(Pass, Rule13_AnUnreadableSecretBlocksItsProviderOnly)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    world.break_secret("corp");

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_FALSE(report->in_sync());
    EXPECT_EQ(item_of(*report, "corp").action, Action::block);
    EXPECT_EQ(result_of(*report, "other").outcome, Outcome::created);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, NoEventCarriesASecret)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    ASSERT_TRUE(world.apply().has_value());
    world.set_secret("corp", "another-fake-secret");
    ASSERT_TRUE(world.apply().has_value());

    for (const auto& event : world.events.events)
        for (const auto& [name, value] : event.fields)
        {
            EXPECT_EQ(value.find("not-a-real-secret"), std::string::npos);
            EXPECT_EQ(value.find("another-fake-secret"), std::string::npos);
        }
    const auto ledger = *world.files.text("/state/ledger.json");
    EXPECT_EQ(ledger.find("not-a-real-secret"), std::string::npos);
    EXPECT_EQ(ledger.find("another-fake-secret"), std::string::npos);
}

} // namespace
} // namespace idpsync::test
