// Whole passes against a NetBird in memory.

#include "reconcile/world.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace idpsync::test {
namespace {

using reconcile::ProviderResult;
using sandbox::Fault;
using sandbox::IssuerBehaviour;
using namespace std::chrono_literals;
using Outcome = ProviderResult::Outcome;

const std::string issuer = "https://id.example.com";

/// A world with one issuer and one declared provider.
class Pass : public testing::Test
{
protected:
    Pass()
    {
        world.sandbox.add_issuer(issuer);
        world.declare("corp", ProviderType::pocketid, issuer, "netbird");
    }

    std::string connector_id() { return world.sandbox.connectors().at(0).id; }

    World world;
};

TEST_F(Pass, CreatesWhatIsDeclaredAndSendsTheSecret)
{
    const auto report = world.apply();

    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::created);
    ASSERT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.sandbox.connectors()[0].name, "corp");
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(Pass, RecordsWhatItCreated)
{
    ASSERT_TRUE(world.apply().has_value());

    const auto ledger = world.ledger();
    ASSERT_NE(ledger.find(key("corp")), nullptr);
    EXPECT_EQ(ledger.find(key("corp"))->id.value, connector_id());
    EXPECT_EQ(ledger.find(key("corp"))->origin, Origin::created);
    EXPECT_TRUE(ledger.find(key("corp"))->secret.has_value());
    EXPECT_TRUE(ledger.intents.empty());
    EXPECT_FALSE(ledger.account_id.empty());
}

TEST_F(Pass, Rule27_NeedsOneRequestAndNoLedgerWriteWhenNothingIsToBeDone)
{
    ASSERT_TRUE(world.apply().has_value());
    world.forget_requests();

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(world.api_requests("GET"), 1U);
    EXPECT_EQ(world.api_requests("POST") + world.api_requests("PUT") + world.api_requests("DELETE"), 0U);
    EXPECT_EQ(world.ledger_writes(), 0U);
}

TEST_F(Pass, AFirstApplyOfManyNeedsOnePostEachAndAtMostThreeReads)
{
    for (int i = 0; i < 20; ++i)
        world.declare("p" + std::to_string(i), ProviderType::oidc, issuer, "client-" + std::to_string(i));
    world.forget_requests();

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(world.api_requests("POST"), 21U);
    EXPECT_LE(world.api_requests("GET"), 3U);
}

TEST_F(Pass, RepairsWhatWasChangedBehindItsBack)
{
    ASSERT_TRUE(world.apply().has_value());
    world.sandbox.edit(connector_id(), {.name = "Changed by hand"});

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(world.sandbox.connectors()[0].name, "corp");
    EXPECT_EQ(world.events.count(EventName::drift), 1U);
}

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

TEST_F(Pass, OneRefusedProviderDoesNotStopTheOthers)
{
    world.declare("broken", ProviderType::oidc, "https://nowhere.example.com", "other");

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::created);
    EXPECT_EQ(result_of(*report, "broken").outcome, Outcome::failed);
    EXPECT_EQ(result_of(*report, "broken").error->kind, ErrorKind::rejected);
    EXPECT_TRUE(world.ledger().intents.empty());
}

TEST_F(Pass, Rule11_TheIntentIsDurableBeforeThePostLeaves)
{
    // Every save is looked at together with what NetBird has seen by then.
    std::vector<std::size_t> posts_at_save;
    std::optional<Ledger> on_disk_after_the_post;
    world.files.fail = [&](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        if (call != MemoryFiles::Call::replace || !path.ends_with("/ledger.json"))
            return std::nullopt;
        posts_at_save.push_back(world.api_requests("POST"));
        if (world.api_requests("POST") == 1 && !on_disk_after_the_post)
            on_disk_after_the_post = reconcile::decode_ledger(*world.files.text(path)).value();
        return std::nullopt;
    };

    ASSERT_TRUE(world.apply()->in_sync());

    ASSERT_GE(posts_at_save.size(), 2U);
    EXPECT_EQ(posts_at_save.front(), 0U);
    ASSERT_TRUE(on_disk_after_the_post.has_value());
    const auto* intent = on_disk_after_the_post->open_intent(key("corp"));
    ASSERT_NE(intent, nullptr);
    EXPECT_EQ(intent->verb, Verb::create);
    EXPECT_EQ(intent->values.client_id, "netbird");
    EXPECT_TRUE(intent->secret.has_value());
}

TEST_F(Pass, Rule11_NothingIsSentWhenTheLedgerCannotBeSaved)
{
    world.files.fail = [](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        if (call == MemoryFiles::Call::replace && path.ends_with("/ledger.json"))
            return "No space left on device";
        return std::nullopt;
    };

    const auto report = world.apply();

    EXPECT_TRUE(world.sandbox.connectors().empty());
    const bool told = report.has_error() ? report.error().kind == ErrorKind::storage
                                         : result_of(*report, "corp").error->kind == ErrorKind::storage;
    EXPECT_TRUE(told);
}

TEST_F(Pass, Rule12_ACreateWhoseAnswerWasLostIsFoundAndNeverRepeated)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::created);
    EXPECT_TRUE(report->in_sync());
    const auto ledger = world.ledger();
    ASSERT_NE(ledger.find(key("corp")), nullptr);
    EXPECT_EQ(ledger.find(key("corp"))->id.value, connector_id());
    EXPECT_TRUE(ledger.find(key("corp"))->secret.has_value());
    EXPECT_TRUE(ledger.intents.empty());

    ASSERT_TRUE(world.apply()->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, Rule12_ACreateThatLeftNothingBehindIsMadeByALaterPass)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_before()});
    ASSERT_FALSE(world.apply()->in_sync());
    EXPECT_TRUE(world.ledger().intents.empty());

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, Rule12_WaitsLongEnoughBeforeItLooks)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    const auto before = world.clock.now();

    ASSERT_TRUE(world.apply().has_value());

    EXPECT_GE(world.clock.now() - before, 30s);
}

TEST_F(Pass, Rule12_ADaemonThatDiedBetweenPostAndAnswerSettlesAfterItsStart)
{
    // The list after the lost POST fails too: the pass ends with the intent open.
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    world.sandbox.fail({.method = "GET",
                        .path = "/api/identity-providers",
                        .skip = 1,
                        .times = std::nullopt,
                        .fault = Fault::answered(503, "")});
    const auto first = world.apply();
    ASSERT_TRUE(first.has_value());
    EXPECT_TRUE(first->intents_open);
    ASSERT_EQ(world.ledger().intents.size(), 1U);

    world.sandbox.clear_faults();
    world.restart_daemon();
    const auto before = world.clock.now();
    const auto second = world.apply();

    ASSERT_TRUE(second.has_value());
    EXPECT_TRUE(second->in_sync());
    EXPECT_GE(world.clock.now() - before, 30s);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.ledger().find(key("corp"))->origin, Origin::created);
}

TEST_F(Pass, Rule12_PlanShowsAnOpenIntentAndSettlesNothing)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    world.sandbox.fail({.method = "GET",
                        .path = "/api/identity-providers",
                        .skip = 1,
                        .times = std::nullopt,
                        .fault = Fault::answered(503, "")});
    ASSERT_TRUE(world.apply().has_value());
    world.sandbox.clear_faults();
    world.restart_daemon();
    world.forget_requests();

    const auto plan = world.plan();

    ASSERT_TRUE(plan.has_value());
    EXPECT_TRUE(plan->intents_open);
    EXPECT_EQ(item_of(*plan, "corp").reason, Reason::intent_open);
    EXPECT_EQ(world.ledger_writes(), 0U);
    EXPECT_EQ(world.ledger().intents.size(), 1U);
}

TEST_F(Pass, Rule12_AnUpdateWithoutAnswerWritesTheSecretAgain)
{
    ASSERT_TRUE(world.apply().has_value());
    world.set_secret("corp", "another-fake-secret");
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_before()});
    ASSERT_FALSE(world.apply()->in_sync());
    EXPECT_EQ(world.ledger().intents.size(), 1U);
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");

    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "another-fake-secret");
    EXPECT_TRUE(world.ledger().intents.empty());
}

TEST_F(Pass, Rule12_ARevertedSecretIsWrittenAfterAnUpdateWithoutAnswer)
{
    ASSERT_TRUE(world.apply().has_value());
    world.set_secret("corp", "another-fake-secret");
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_after()});
    ASSERT_FALSE(world.apply()->in_sync());

    world.set_secret("corp", "not-a-real-secret");
    ASSERT_TRUE(world.apply()->in_sync());

    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

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
    EXPECT_NE(report.error().message.find("embedded"), std::string::npos);
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
    EXPECT_NE(refused.error().message.find("--new-server"), std::string::npos);
    EXPECT_TRUE(other.sandbox.connectors().empty());

    const auto accepted = other.apply({.new_server = true});
    ASSERT_TRUE(accepted.has_value()) << accepted.error().message;
    EXPECT_TRUE(accepted->in_sync());
    EXPECT_EQ(other.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, Rule08_NewServerIsRefusedOnTheServerTheLedgerBelongsTo)
{
    ASSERT_TRUE(world.apply().has_value());

    const auto report = world.apply({.new_server = true});

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

    // List and settings for the plan, both again before the delete, and the list to confirm.
    EXPECT_EQ(world.api_requests("GET"), 5U);
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

TEST_F(Pass, Rule17_AThrottledWriteIsRepeatedUnderTheSameIntent)
{
    world.sandbox.fail({.method = "POST",
                        .fault = Fault::answered(429, R"({"message":"too many requests","code":429})",
                                                 "application/json; charset=UTF-8")});
    const auto before = world.clock.now();

    const auto report = world.apply();

    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_GE(world.clock.now() - before, 10s);
}

TEST(RateLimit, Rule17_SixHundredProvidersAllArriveOnce)
{
    sandbox::Options options;
    options.rate_limit = true;
    World world(options);
    world.sandbox.add_issuer(issuer);
    for (int i = 0; i < 600; ++i)
        world.declare("p" + std::to_string(i), ProviderType::oidc, issuer, "client-" + std::to_string(i));

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_TRUE(report->in_sync());
    ASSERT_EQ(world.sandbox.connectors().size(), 600U);
    std::set<std::string> clients;
    for (const auto& connector : world.sandbox.connectors())
        clients.insert(connector.client_id);
    EXPECT_EQ(clients.size(), 600U);
    EXPECT_GT(world.sandbox.counters().throttled, 0U);
}

TEST_F(Pass, Rule25_ObserveWritesNeitherToNetBirdNorToTheLedger)
{
    world.sandbox.add({.type = "pocketid", .name = "old name", .issuer = issuer, .client_id = "netbird"});
    world.policy.mode = Mode::observe;
    world.forget_requests();

    const auto report = world.apply();

    ASSERT_TRUE(report.has_value());
    EXPECT_FALSE(report->in_sync());
    EXPECT_EQ(world.api_requests("PUT") + world.api_requests("POST"), 0U);
    EXPECT_EQ(world.ledger_writes(), 0U);
}

TEST_F(Pass, PlanWritesNothing)
{
    world.forget_requests();

    const auto report = world.plan();

    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(item_of(*report, "corp").action, Action::create);
    EXPECT_EQ(world.api_requests("POST"), 0U);
    EXPECT_EQ(world.ledger_writes(), 0U);
}

TEST_F(Pass, OnlyNamedKeysAreWritten)
{
    world.declare("other", ProviderType::oidc, issuer, "other");

    const auto report = world.apply({.named = {key("other")}});

    EXPECT_EQ(result_of(*report, "other").outcome, Outcome::created);
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::untouched);
    EXPECT_FALSE(report->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
}

TEST_F(Pass, AFailedListChangesNothing)
{
    world.sandbox.fail({.method = "GET", .times = std::nullopt, .fault = Fault::answered(503, "down")});

    const auto report = world.apply();

    ASSERT_TRUE(report.has_error());
    EXPECT_EQ(world.ledger_writes(), 0U);
    EXPECT_TRUE(world.sandbox.connectors().empty());
}

TEST_F(Pass, Rule16_AValueThatReadsBackDifferentlyIsReported)
{
    // NetBird 0.62 takes a change of type, says so, and keeps the old type.
    sandbox::Options options;
    options.generation = sandbox::Generation::v0_62;
    World old(options);
    old.sandbox.add_issuer(issuer);
    old.declare("corp", ProviderType::oidc, issuer, "netbird");
    ASSERT_TRUE(old.apply()->in_sync());
    // Someone renames it while our own rename is on its way: the confirmation shows the other name.
    old.declared("corp").values->name = "Corporate";
    const auto id = old.sandbox.connectors()[0].id;
    old.sandbox.fail(
        {.method = "PUT",
         .fault = Fault::answered(
             200,
             R"({"id":")" + id +
                 R"(","type":"oidc","name":"Corporate","issuer":"https://id.example.com","client_id":"netbird"})",
             "application/json; charset=UTF-8")});

    const auto report = old.apply();

    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::not_converging);
    EXPECT_FALSE(report->in_sync());
    EXPECT_EQ(old.events.count(EventName::not_converging), 1U);
}

TEST_F(Pass, Rule02_AdoptsTheOnlyMatchAndMakesNoTwin)
{
    world.sandbox.add({.type = "pocketid",
                       .name = "By hand",
                       .issuer = issuer,
                       .client_id = "netbird",
                       .client_secret = "kept"});

    const auto report = world.apply();

    ASSERT_TRUE(report->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.sandbox.connectors()[0].name, "corp");
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "kept");
    EXPECT_EQ(world.events.count(EventName::adopted), 1U);
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
