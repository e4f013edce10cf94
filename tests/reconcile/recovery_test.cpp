// What passes make of bad moments: lists that cannot be believed, ledgers that are replaced, answers that
// were lost in unusual places.

#include "reconcile/pass_fixture.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using Outcome = reconcile::ProviderResult::Outcome;

class Recovery : public Pass
{
protected:
    /// The next lists look as if NetBird had none: its embedded identity provider went off.
    void switch_embedded_off(std::size_t lists_before)
    {
        world.sandbox.fail({.method = "GET",
                            .path = "/api/identity-providers",
                            .skip = lists_before,
                            .times = std::nullopt,
                            .fault = Fault::answered(200, "[]", "application/json")});
        world.sandbox.set_account_setting("embedded_idp_enabled", false);
    }

    std::string ledger_text() { return world.files.text("/state/ledger.json").value_or(""); }
};

TEST_F(Recovery, Rule08_AListThatIsNotBelievedSettlesNothingAfterTheWrites)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare("third", ProviderType::oidc, issuer, "third");
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    switch_embedded_off(1);

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report->confirmation_failed.has_value());
    EXPECT_TRUE(report->intents_open);
    EXPECT_NE(world.ledger().open_create(key("third")), nullptr);
}

TEST_F(Recovery, Rule08_NewServerKeepsTheLedgerWhenTheOtherServersListIsNotBelieved)
{
    ASSERT_TRUE(world.apply()->in_sync());
    const auto before = ledger_text();
    switch_embedded_off(0);

    EXPECT_TRUE(world.apply({.flags = {.new_server = true}}).has_error());

    EXPECT_EQ(ledger_text(), before);
}

TEST_F(Recovery, RebuildingKeepsTheLedgerUntilNetBirdAnswers)
{
    ASSERT_TRUE(world.apply()->in_sync());
    const auto before = ledger_text();
    world.sandbox.revoke(sandbox::default_token);

    EXPECT_TRUE(world.apply({.flags = {.rebuild_ledger = true}}).has_error());

    EXPECT_EQ(ledger_text(), before);
}

TEST_F(Recovery, RebuildingAdoptsWhatMatchesAndSaysWhereTheLedgerWent)
{
    ASSERT_TRUE(world.apply()->in_sync());
    world.files.put("/state/ledger.json", "{ not a ledger", 0600);
    EXPECT_TRUE(world.apply().has_error());

    const auto report = world.apply({.flags = {.rebuild_ledger = true}});

    ASSERT_TRUE(report.has_value()) << report.error().text();
    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.ledger().find(key("corp"))->origin, Origin::adopted);
    EXPECT_EQ(world.files.text(report->ledger_set_aside), "{ not a ledger");
}

TEST_F(Recovery, Rule12_RebuildingWaitsForACreateThatMayStillLand)
{
    lose_a_create();
    ASSERT_TRUE(world.apply()->intents_open);
    world.sandbox.clear_faults();
    world.restart_daemon();
    const auto before = world.clock.now();

    ASSERT_TRUE(world.apply({.flags = {.rebuild_ledger = true}})->in_sync());

    EXPECT_GE(world.clock.now() - before, std::chrono::seconds(30));
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Recovery, Rule10_OnlyWhatWasAgreedToIsDeleted)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare_absent("other");

    const auto report = world.apply({.agreed_deletes = std::set<ConnectorId>{}});

    EXPECT_EQ(item_of(*report, "other").action, Action::wait);
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
}

TEST_F(Recovery, Rule10_AConnectorThatChangedSinceThePlanIsNotDeleted)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare_absent("other");
    const auto id = world.ledger().find(key("other"))->id.value;
    // The plan sees the old name, the look right before the delete the new one.
    world.sandbox.fail(
        {.method = "GET",
         .path = "/api/identity-providers",
         .fault = Fault::answered(
             200,
             R"([{"id":")" + id + R"(","type":"oidc","name":"before","issuer":")" + issuer +
                 R"(","client_id":"other"},{"id":")" + world.ledger().find(key("corp"))->id.value +
                 R"(","type":"pocketid","name":"corp","issuer":")" + issuer + R"(","client_id":"netbird"}])",
             "application/json")});

    const auto report = world.apply();

    EXPECT_EQ(result_of(*report, "other").outcome, Outcome::held);
    EXPECT_EQ(world.sandbox.connectors().size(), 2U);
}

TEST_F(Recovery, Rule12_AnIdInTheFileAnswersWhichConnectorALostCreateMeant)
{
    lose_a_create();
    ASSERT_TRUE(world.apply()->intents_open);
    world.sandbox.clear_faults();
    const auto by_hand =
        world.sandbox.add({.type = "pocketid", .name = "corp", .issuer = issuer, .client_id = "netbird"});
    EXPECT_EQ(item_of(*world.apply(), "corp").action, Action::conflict);

    world.declared("corp").id = ConnectorId{by_hand};
    const auto report = world.apply();

    ASSERT_TRUE(report->in_sync());
    EXPECT_EQ(world.ledger().find(key("corp"))->id.value, by_hand);
    EXPECT_EQ(world.ledger().find(key("corp"))->origin, Origin::adopted);
    EXPECT_TRUE(world.ledger().intents.empty());
}

TEST_F(Recovery, Rule12_ALostCreateOfAKeyThatIsGoneFromTheFilesIsNamed)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    lose_a_create();
    ASSERT_TRUE(world.apply()->intents_open);
    const auto lost = world.ledger().intents.front().key.str();
    world.undeclare(lost);
    world.sandbox.clear_faults();

    const auto plan = world.plan();

    ASSERT_TRUE(plan.has_value()) << plan.error().text();
    EXPECT_EQ(item_of(*plan, lost).reason, Reason::intent_open);
}

TEST_F(Recovery, Rule26_AnUpdateThatLandedWithoutAnswerIsInSyncAtOnce)
{
    ASSERT_TRUE(world.apply()->in_sync());
    world.declared("corp").values->name = "Corporate";
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_after()});
    world.sandbox.fail({.method = "GET",
                        .path = "/api/identity-providers",
                        .skip = 1,
                        .times = std::nullopt,
                        .fault = Fault::answered(503, "")});
    ASSERT_FALSE(world.apply()->in_sync());
    world.sandbox.clear_faults();

    EXPECT_TRUE(world.apply()->in_sync());
}

TEST_F(Recovery, ADiskThatIsFullAfterTheWritesIsReportedWithTheirOutcomes)
{
    world.files.fail = [&](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        const bool after_the_post = world.api_requests("POST") > 0;
        if (call == MemoryFiles::Call::replace && path.ends_with("/ledger.json") && after_the_post)
            return "No space left on device";
        return std::nullopt;
    };

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::created);
    ASSERT_TRUE(report->confirmation_failed.has_value());
    EXPECT_NE(report->confirmation_failed->text().find("No space left"), std::string::npos);
    EXPECT_FALSE(report->in_sync());
}

TEST_F(Recovery, ADeleteThatNetBirdTookButStillListsKeepsItsEntry)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare_absent("other");
    world.sandbox.fail({.method = "DELETE", .fault = Fault::answered(200, "{}", "application/json")});

    const auto report = world.apply();

    EXPECT_EQ(result_of(*report, "other").outcome, Outcome::not_converging);
    EXPECT_NE(world.ledger().find(key("other")), nullptr);
}

TEST_F(Recovery, ADeleteThatLostItsAnswerIsToldWhenItIsConfirmed)
{
    world.declare("other", ProviderType::oidc, issuer, "other");
    ASSERT_TRUE(world.apply()->in_sync());
    world.declare_absent("other");
    world.sandbox.fail({.method = "DELETE", .fault = Fault::cut_after()});

    const auto report = world.apply();

    EXPECT_EQ(result_of(*report, "other").outcome, Outcome::deleted);
    EXPECT_EQ(world.events.count(EventName::deleted), 1U);
    EXPECT_TRUE(report->in_sync());
}

TEST_F(Recovery, ACreateThatLeftNothingBehindSaysSo)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_before()});

    const auto report = world.apply();

    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::failed);
    EXPECT_NE(result_of(*report, "corp").error->text().find("nothing was created"), std::string::npos);
}

} // namespace
} // namespace idpsync::test
