// The client at the provider of a key that is declared absent: docs/reconciling.md 37.

#include "core/condition.hpp"
#include "reconcile/client_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <random>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using reconcile::WriteOutcome;
using sandbox::Fault;
using sandbox::Profile;

/// A client that was made here, with its connector, and is not wanted any more.
struct MadeAndAbsent : ClientWorld
{
    explicit MadeAndAbsent(Profile profile) : ClientWorld(profile)
    {
        apply();
        world.declared("corp").state = State::absent;
    }

    const ClientItem& item_in(const reconcile::Report& report) { return *item_of(report, "corp").client; }
};

class EveryAbsentClient : public testing::TestWithParam<Profile>
{
protected:
    MadeAndAbsent corp{GetParam()};
};

TEST_P(EveryAbsentClient, GoesBehindItsConnector)
{
    ASSERT_EQ(corp.clients(), 1U);
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << corp.item_in(report).why;
    EXPECT_EQ(result_of(report, "corp").client->outcome, WriteOutcome::deleted);
    EXPECT_THAT(corp.world.sandbox.connectors(), IsEmpty());
    EXPECT_EQ(corp.clients(), 0U);
    EXPECT_EQ(corp.world.held_secret("corp"), "");
    EXPECT_THAT(corp.world.ledger().clients, IsEmpty());
    EXPECT_EQ(corp.world.events.count(EventName::deleted), 2U);
}

TEST_P(EveryAbsentClient, IsNotAskedForOnceItIsGone)
{
    corp.apply();
    const auto before = corp.requests();
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.requests(), before);
}

TEST_P(EveryAbsentClient, CanBeMadeAgain)
{
    corp.apply();
    corp.world.declared("corp").state = State::present;
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << corp.item_in(report).why;
    EXPECT_EQ(corp.clients(), 1U);
}

TEST_P(EveryAbsentClient, IsOnlyPlannedByAPlan)
{
    const auto report = corp.plan();
    EXPECT_EQ(corp.item_in(report).action, Action::remove);
    EXPECT_EQ(corp.clients(), 1U);
}

TEST_P(EveryAbsentClient, StaysWhileItServesOthers)
{
    corp.client().redirect_uris.emplace_back("https://other.example.com/callback");
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync());
    EXPECT_THAT(corp.item_in(report).hints, ElementsAre(HasSubstr("https://other.example.com/callback")));
    EXPECT_THAT(corp.world.sandbox.connectors(), IsEmpty());
    EXPECT_EQ(corp.clients(), 1U);
}

/// The connector goes first, at every moment.
TEST_P(EveryAbsentClient, SurvivesAKillAtEveryStep)
{
    for (std::size_t steps = 1; steps < 40; ++steps)
    {
        MadeAndAbsent cut(GetParam());
        cut.world.apply_and_die({}, steps);
        ASSERT_TRUE(cut.clients() == 1 || cut.world.sandbox.connectors().empty()) << steps;
        cut.restart();
        cut.world.clock.advance(1min);
        auto report = cut.apply();
        if (!report.in_sync())
        {
            cut.world.clock.advance(1min);
            report = cut.apply();
        }
        ASSERT_TRUE(report.in_sync()) << steps;
        ASSERT_EQ(cut.clients(), 0U) << steps;
        ASSERT_THAT(cut.world.sandbox.connectors(), IsEmpty()) << steps;
    }
}

TEST_P(EveryAbsentClient, IsGoneAfterAnyHistoryOfLostAnswers)
{
    for (unsigned history = 0; history < 20; ++history)
    {
        std::mt19937 chance(history);
        MadeAndAbsent lost(GetParam());
        for (int pass = 0; pass < 4; ++pass)
        {
            const bool at_provider = chance() % 2 == 0;
            lost.world.sandbox.fail({.method = {},
                                     .path = at_provider ? std::string(ClientWorld::base) + "/" : "/api/",
                                     .skip = chance() % 6,
                                     .fault = chance() % 2 == 0 ? Fault::cut_before() : Fault::cut_after()});
            static_cast<void>(lost.world.apply({.demanded = true}));
            lost.world.clock.advance(std::chrono::seconds(chance() % 90));
            ASSERT_TRUE(lost.clients() == 1 || lost.world.sandbox.connectors().empty()) << history;
        }
        lost.world.sandbox.clear_faults();
        for (int pass = 0; pass < 2; ++pass)
        {
            lost.world.clock.advance(2min);
            static_cast<void>(lost.world.apply({.demanded = true}));
        }
        ASSERT_TRUE(lost.apply().in_sync()) << history;
        ASSERT_EQ(lost.clients(), 0U) << history;
        ASSERT_THAT(lost.world.sandbox.connectors(), IsEmpty()) << history;
    }
}

INSTANTIATE_TEST_SUITE_P(Provider, EveryAbsentClient,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_14,
                                         Profile::keycloak_hostname, Profile::authentik_2026_5_unrecorded),
                         [](const auto& profile) { return "P" + std::to_string(profile.index); });

class AbsentClient : public testing::Test
{
protected:
    MadeAndAbsent corp{Profile::pocketid_2_14};
};

TEST_F(AbsentClient, ThatCannotBeReadIsNotGreen)
{
    corp.provider.setup().api_keys.front().key = "not-a-real-other-key";
    const auto report = corp.apply();
    EXPECT_THAT(corp.world.sandbox.connectors(), IsEmpty());
    EXPECT_EQ(corp.item_in(report).reason, Reason::client_unchecked);
    EXPECT_FALSE(report.in_sync());
    EXPECT_EQ(corp.clients(), 1U);
}

/// The timer's passes plan with what they saw within the interval.
TEST_F(AbsentClient, StaysForWhoeverUsesItSinceItWasSeenLast)
{
    corp.world.declared("corp").state = State::present;
    corp.world.apply({.clients_every = 1h}).value();
    corp.client().redirect_uris.emplace_back("https://other.example.com/callback");
    corp.world.declared("corp").state = State::absent;
    const auto report = corp.world.apply({.clients_every = 1h}).value();
    EXPECT_TRUE(report.in_sync());
    EXPECT_THAT(corp.world.sandbox.connectors(), IsEmpty());
    ASSERT_EQ(corp.clients(), 1U);
    EXPECT_THAT(corp.item_in(report).hints, ElementsAre(HasSubstr("https://other.example.com/callback")));
}

/// And what cannot be read then is not deleted, and not green.
TEST_F(AbsentClient, StaysWhenItCannotBeReadAnyMore)
{
    corp.world.declared("corp").state = State::present;
    corp.world.apply({.clients_every = 1h}).value();
    corp.provider.setup().api_keys.front().key = "not-a-real-other-key";
    corp.world.declared("corp").state = State::absent;
    const auto report = corp.world.apply({.clients_every = 1h}).value();
    EXPECT_FALSE(report.in_sync());
    EXPECT_EQ(corp.item_in(report).reason, Reason::client_unchecked);
    EXPECT_EQ(corp.clients(), 1U);
}

TEST_F(AbsentClient, WhoseConnectorMustStayWaits)
{
    corp.world.policy.max_changes = 1;
    auto report = corp.apply();
    EXPECT_EQ(corp.item_in(report).reason, Reason::too_many_changes);
    corp.world.policy.max_changes = 0;
    report = corp.world.apply({.agreed_deletes = std::set<ConnectorId>()}).value();
    EXPECT_EQ(corp.clients(), 1U);
    EXPECT_FALSE(report.in_sync());
}

TEST_F(AbsentClient, StaysForAKeyThatWasNotNamed)
{
    corp.world.apply({.named = {key("other")}}).value();
    EXPECT_EQ(corp.clients(), 1U);
}

TEST_F(AbsentClient, WhoseDeletionIsRefusedIsToldAndHeld)
{
    corp.world.sandbox.fail(
        {.method = "DELETE",
         .path = std::string(ClientWorld::base) + "/api/oidc/clients/",
         .fault = Fault::answered(403, R"({"error":"You don't have permission"})", "application/json")});
    auto report = corp.apply();
    EXPECT_EQ(result_of(report, "corp").client->outcome, WriteOutcome::failed);
    EXPECT_FALSE(report.in_sync());
    report = corp.apply();
    EXPECT_EQ(corp.item_in(report).reason, Reason::not_due);
    EXPECT_TRUE(corp.world.apply({.demanded = true}).value().in_sync());
    EXPECT_EQ(corp.clients(), 0U);
}

TEST_F(AbsentClient, StaysForAnotherConnectorThatUsesIt)
{
    corp.world.declare("other", ProviderType::pocketid, corp.provider.issuer(), "netbird",
                       corp.secret_in_netbird());
    corp.world.declared("corp").id = ConnectorId{corp.world.sandbox.connectors().front().id};
    const auto report = corp.apply();
    EXPECT_EQ(corp.clients(), 1U) << corp.item_in(report).why;
}

TEST(AdoptedClient, StaysAndIsTold)
{
    ClientWorld corp(Profile::keycloak_hostname);
    corp.provider.setup().clients.push_back({.id = "netbird",
                                             .secret = "not-a-real-secret-of-others",
                                             .redirect_uris = {corp.world.sandbox.redirect_uri()}});
    ASSERT_TRUE(corp.apply().in_sync());
    corp.world.declared("corp").state = State::absent;
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync());
    EXPECT_THAT(item_of(report, "corp").hints, Contains(HasSubstr("this program did not make it")));
    EXPECT_EQ(corp.clients(), 1U);
}

TEST(PrunedClient, StaysAndIsToldHowToDeleteIt)
{
    ClientWorld corp(Profile::pocketid_2_14);
    corp.apply();
    corp.world.undeclare("corp");
    corp.world.sandbox.add_issuer("https://other.example.com");
    corp.world.declare("other", ProviderType::oidc, "https://other.example.com", "other");
    corp.world.policy.prune = Prune::created;
    corp.apply();
    corp.world.clock.advance(corp.world.policy.prune_grace);
    const auto report = corp.apply();
    EXPECT_THAT(item_of(report, "corp").hints,
                Contains(HasSubstr("declare `state: absent` with its `registration`")));
    EXPECT_EQ(corp.world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(corp.clients(), 1U);
}

} // namespace
} // namespace idpsync::test
