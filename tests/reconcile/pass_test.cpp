// Whole passes against a NetBird in memory.

#include "reconcile/pass_fixture.hpp"
#include "sandbox/login_tokens.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

TEST_F(Pass, CreatesWhatIsDeclaredAndSendsTheSecret)
{
    const auto report = world.apply();

    ASSERT_TRUE(report.has_value()) << report.error().text();
    EXPECT_TRUE(report->in_sync());
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::created);
    ASSERT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.sandbox.connectors()[0].name, "corp");
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(Pass, Rule13_AnUpdateKeepsWhatANewerNetBirdListsBeside)
{
    const auto more = boost::json::parse(
        R"({"additional_scopes":["groups","a\u0000b"],"groups_claim":"memberOf","depth":{"x":[1,2.5,null]}})");
    world.sandbox.add({.type = "pocketid",
                       .name = "old name",
                       .issuer = issuer,
                       .client_id = "netbird",
                       .client_secret = "not-a-real-secret",
                       .more = more.as_object()});

    EXPECT_TRUE(world.apply({.flags = {.adopt = true}}).value().in_sync());

    EXPECT_EQ(world.sandbox.connectors().at(0).name, "corp");
    EXPECT_EQ(world.sandbox.connectors().at(0).more, more.as_object());
    EXPECT_EQ(world.api_requests("PUT"), 1U);
}

TEST_F(Pass, Rule6_AConnectorOfNetBirdsOwnConfigurationIsLeftAlone)
{
    world.sandbox.add({.id = "directory", .name = "Directory", .static_type = "ldap"});
    world.policy.prune = Prune::created_and_adopted;
    const auto report = world.apply();
    EXPECT_TRUE(report.value().in_sync());
    ASSERT_EQ(report->plan.unmanaged.size(), 1U);
    EXPECT_EQ(report->plan.unmanaged[0].provider.type_name(), "ldap");

    world.declare("mine", ProviderType::oidc, issuer, "other").id = ConnectorId{"directory"};
    EXPECT_EQ(item_of(world.apply().value(), "mine").reason, Reason::type_differs);
    EXPECT_EQ(world.sandbox.connector("directory")->name, "Directory");
    EXPECT_EQ(world.api_requests("PUT") + world.api_requests("DELETE"), 0U);
}

TEST_F(Pass, Rule15_TheNetBirdThatMakesAnEntraConnectorIsRemembered)
{
    world.declare("entra", ProviderType::entra, issuer, "netbird-entra");
    ASSERT_TRUE(world.apply().value().in_sync());
    EXPECT_EQ(world.ledger().find(key("entra"))->made_by, "0.77.1");
    EXPECT_EQ(world.ledger().find(key("corp"))->made_by, ""); // it makes no difference there

    world.declare("entra", ProviderType::entra, issuer, "another-client");
    EXPECT_EQ(item_of(world.plan().value(), "entra").action, Action::update);

    World old({.generation = sandbox::Generation::v0_70});
    old.sandbox.add_issuer(issuer);
    old.declare("entra", ProviderType::entra, issuer, "netbird-entra");
    ASSERT_TRUE(old.apply().value().in_sync());
    old.declare("entra", ProviderType::entra, issuer, "another-client");
    EXPECT_EQ(item_of(old.plan().value(), "entra").missing, Consents{Consent::client_change});
}

TEST_F(Pass, Rule05_ADeleteSaysHowManyUsersItStrands)
{
    ASSERT_TRUE(world.apply().value().in_sync());
    const auto hint = [&] { return item_of(world.plan().value(), "corp").hints.at(0); };
    const auto sign_up = [&](const std::string& sub) {
        const auto& id = connector_id();
        world.sandbox.add_user({.id = sandbox::user_id(sub, id), .name = sub, .idp_id = id});
    };
    world.declare_absent("corp");
    EXPECT_EQ(hint(), "no user of NetBird signs in through it");
    sign_up("alice");
    EXPECT_EQ(hint(), "1 user signs in through it, and would lose their identity in NetBird");
    sign_up("bob");
    EXPECT_EQ(hint(), "2 users sign in through it, and would lose their identity in NetBird");
    world.sandbox.fail({.path = "/api/users", .fault = sandbox::Fault::answered(403, "")});
    EXPECT_THAT(hint(), testing::StartsWith("how many users sign in through it is not known"));
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

    ASSERT_TRUE(report.has_value()) << report.error().text();
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

    const auto report = world.apply({.flags = {.adopt = true}});

    ASSERT_TRUE(report->in_sync());
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.sandbox.connectors()[0].name, "corp");
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "kept");
    EXPECT_EQ(world.events.count(EventName::adopted), 1U);
}

} // namespace
} // namespace idpsync::test
