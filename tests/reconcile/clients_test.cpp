// The client at the provider, kept in the same pass as its connector: docs/reconciling.md 35.

#include "core/condition.hpp"
#include "reconcile/client_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using reconcile::WriteOutcome;
using sandbox::Profile;

std::string profile_name(const testing::TestParamInfo<Profile>& profile)
{
    std::string name;
    for (const char letter : to_string(profile.param))
        name += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    return name;
}

std::vector<std::string> parts_of(const ClientItem& item)
{
    std::vector<std::string> parts;
    for (const auto& change : item.changes)
        parts.push_back(change.part);
    return parts;
}

class EveryClient : public testing::TestWithParam<Profile>
{
protected:
    ClientWorld corp{GetParam()};
};

TEST_P(EveryClient, IsMadeAtBothEndsByOnePass)
{
    const auto report = corp.apply();
    ASSERT_TRUE(report.in_sync()) << client_of(report).why << item_of(report, "corp").why;
    EXPECT_EQ(result_of(report, "corp").client->outcome, WriteOutcome::created);
    ASSERT_EQ(corp.clients(), 1U);
    EXPECT_THAT(corp.client().redirect_uris, ElementsAre(corp.world.sandbox.url() + "/oauth2/callback"));
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    EXPECT_EQ(corp.world.held_secret("corp"), corp.secret_in_netbird());
}

TEST_P(EveryClient, IsLeftAloneOnceItIsThere)
{
    corp.apply();
    corp.world.forget_requests();
    const auto before = corp.requests();
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync());
    EXPECT_FALSE(report.wrote);
    EXPECT_LE(corp.requests() - before, 3U);
    EXPECT_EQ(corp.world.ledger_writes(), 0U);
}

TEST_P(EveryClient, IsOnlyPlannedByAPlan)
{
    const auto report = corp.plan();
    EXPECT_EQ(client_of(report).action, Action::create);
    EXPECT_EQ(item_of(report, "corp").action, Action::create);
    EXPECT_EQ(corp.clients(), 0U);
    EXPECT_EQ(corp.world.held_secret("corp"), "");
}

TEST_P(EveryClient, GetsItsRedirectUriBackAndKeepsThoseOfOthers)
{
    corp.apply();
    corp.client().redirect_uris = {"https://other.example.com/callback"};
    const auto report = corp.apply();
    ASSERT_TRUE(report.in_sync()) << client_of(report).why;
    EXPECT_EQ(client_of(report).reason, Reason::drifted);
    EXPECT_THAT(parts_of(client_of(report)), ElementsAre("redirect_uri"));
    EXPECT_THAT(corp.client().redirect_uris, ElementsAre("https://other.example.com/callback",
                                                         corp.world.sandbox.url() + "/oauth2/callback"));
    EXPECT_EQ(corp.world.events.count(EventName::drift), 1U);
}

TEST_P(EveryClient, IsMadeAgainWhenSomebodyDeletedIt)
{
    corp.apply();
    std::erase_if(corp.provider.setup().clients, [](const auto& one) { return one.id == "netbird"; });
    const auto report = corp.apply();
    ASSERT_TRUE(report.in_sync()) << client_of(report).why << item_of(report, "corp").why;
    EXPECT_EQ(corp.clients(), 1U);
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
}

TEST_P(EveryClient, SurvivesAKillAtEveryStep)
{
    for (std::size_t steps = 1; steps < 60; ++steps)
    {
        ClientWorld cut(GetParam());
        cut.world.apply_and_die({}, steps);
        cut.restart();
        cut.world.clock.advance(1min);
        auto report = cut.apply();
        if (!report.in_sync())
        {
            cut.world.clock.advance(1min);
            report = cut.apply();
        }
        ASSERT_TRUE(report.in_sync()) << steps << client_of(report).why << item_of(report, "corp").why;
        ASSERT_EQ(cut.clients(), 1U) << steps;
        ASSERT_TRUE(cut.takes(cut.secret_in_netbird())) << steps;
        ASSERT_EQ(cut.secrets(), 1U) << steps;
        ASSERT_EQ(cut.world.sandbox.connectors().size(), 1U) << steps;
    }
}

TEST_P(EveryClient, ThatIsPublicIsChangedOnlyWithConsent)
{
    corp.apply();
    corp.client().public_client = true;
    auto report = corp.apply();
    EXPECT_EQ(client_of(report).action, Action::refuse);
    EXPECT_EQ(condition_of(item_of(report, "corp")), ConditionId::refused);
    EXPECT_FALSE(report.in_sync());
    corp.world.declared("corp").allow.add(Consent::client_change);
    report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << client_of(report).why;
    EXPECT_FALSE(corp.client().public_client);
    EXPECT_THAT(item_of(report, "corp").hints, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Provider, EveryClient,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_10,
                                         Profile::pocketid_2_12, Profile::pocketid_2_13,
                                         Profile::pocketid_2_14, Profile::keycloak_hostname,
                                         Profile::authentik_unrecorded, Profile::authentik_2026_5_unrecorded),
                         profile_name);

/// authentik: the application stays when its provider is deleted, and is taken over.
TEST(AuthentikApplication, IsTakenOverWhereverThePassIsCut)
{
    for (std::size_t steps = 1; steps < 40; ++steps)
    {
        ClientWorld cut(Profile::authentik_2026_5_unrecorded);
        cut.apply();
        std::erase_if(cut.provider.setup().clients, [](const auto& one) { return one.id == "netbird"; });
        cut.world.apply_and_die({}, steps);
        cut.restart();
        cut.world.clock.advance(1min);
        auto report = cut.apply();
        if (!report.in_sync())
        {
            cut.world.clock.advance(1min);
            report = cut.apply();
        }
        ASSERT_TRUE(report.in_sync()) << steps << client_of(report).why << item_of(report, "corp").why;
        ASSERT_EQ(cut.clients(), 1U) << steps;
        ASSERT_TRUE(cut.takes(cut.secret_in_netbird())) << steps;
        ASSERT_FALSE(cut.apply().wrote) << steps;
    }
}

class PocketIdClient : public testing::Test
{
protected:
    ClientWorld corp{Profile::pocketid_2_14};
};

TEST_F(PocketIdClient, ThatCannotBeReadBlocksNothingButItself)
{
    corp.apply();
    corp.provider.setup().api_keys.front().key = "not-a-real-other-key";
    corp.world.declared("corp").values->name = "Renamed";
    const auto report = corp.apply();
    EXPECT_EQ(client_of(report).reason, Reason::client_unchecked);
    EXPECT_EQ(condition_of(item_of(report, "corp")), ConditionId::blocked);
    EXPECT_FALSE(report.in_sync());
    EXPECT_EQ(corp.world.sandbox.connectors().front().name, "Renamed");
}

TEST_F(PocketIdClient, ThatCannotBeReadKeepsANewConnectorWithoutItsSecretBack)
{
    corp.provider.setup().api_keys.front().key = "not-a-real-other-key";
    const auto report = corp.apply();
    EXPECT_EQ(item_of(report, "corp").action, Action::block);
    EXPECT_THAT(corp.world.sandbox.connectors(), IsEmpty());
    EXPECT_EQ(corp.world.held_secret("corp"), "");
}

TEST_F(PocketIdClient, LetsInWhoIsDeclared)
{
    corp.declare({.allowed_groups = GroupNames{"netbird-users"}, .generated_secret = true});
    const auto report = corp.apply();
    ASSERT_TRUE(report.in_sync()) << client_of(report).why << result_of(report, "corp").client->error->text();
    EXPECT_TRUE(corp.client().group_restricted);
    EXPECT_THAT(corp.client().allowed_groups, ElementsAre(corp.provider.setup().groups.front().id));
}

TEST_F(PocketIdClient, IsNotAskedForAgainWithinTheInterval)
{
    corp.world.apply({.clients_every = 1h}).value();
    const auto before = corp.requests("/api/");
    EXPECT_TRUE(corp.world.apply({.clients_every = 1h}).value().in_sync());
    EXPECT_EQ(corp.requests("/api/"), before);
    corp.world.clock.advance(1h);
    EXPECT_TRUE(corp.world.apply({.clients_every = 1h}).value().in_sync());
    EXPECT_GT(corp.requests("/api/"), before);
}

TEST_F(PocketIdClient, SaysWhenItWasLookedAt)
{
    const auto first = corp.world.clock.wall_now();
    const auto made = corp.world.apply({.clients_every = 1h}).value();
    EXPECT_EQ(client_of(made).action, Action::create);
    EXPECT_EQ(client_of(made).looked_at, first);
    corp.world.clock.advance(10min);
    EXPECT_EQ(client_of(corp.world.apply({.clients_every = 1h}).value()).looked_at, first);
    corp.world.clock.advance(1h);
    const auto again = corp.world.clock.wall_now();
    EXPECT_EQ(client_of(corp.world.apply({.clients_every = 1h}).value()).looked_at, again);
    corp.provider.setup().api_keys.front().key = "not-a-real-other-key";
    corp.world.clock.advance(1h);
    EXPECT_FALSE(client_of(corp.world.apply({.clients_every = 1h}).value()).looked_at);
}

TEST_F(PocketIdClient, TellsWhenItsApiKeyEnds)
{
    auto& key = corp.provider.setup().api_keys.front();
    key.expires = corp.world.clock.wall_now() + std::chrono::days(20);
    const auto report = corp.world.apply({.clients_every = 1h}).value();
    EXPECT_EQ(client_of(report).access_ends, key.expires);
    EXPECT_THAT(client_of(report).hints, Contains(HasSubstr("registration.token holds expires at ")));
    EXPECT_EQ(client_of(corp.world.apply({.clients_every = 1h}).value()).access_ends, key.expires);
}

TEST_F(PocketIdClient, IsAskedForAgainWhenSomebodyAsks)
{
    corp.world.apply({.clients_every = 1h}).value();
    const auto before = corp.requests("/api/");
    corp.world.apply({.demanded = true, .clients_every = 1h}).value();
    EXPECT_GT(corp.requests("/api/"), before);
}

TEST_F(PocketIdClient, IsNotWrittenForAKeyThatWasNotNamed)
{
    const auto report = corp.world.apply({.named = {key("other")}}).value();
    EXPECT_FALSE(client_of(report).writes());
    EXPECT_EQ(corp.clients(), 0U);
    EXPECT_EQ(corp.world.held_secret("corp"), "");
}

TEST_F(PocketIdClient, CountsAmongTheChangesThatAreLimited)
{
    corp.world.policy.max_changes = 1;
    const auto report = corp.apply();
    EXPECT_EQ(client_of(report).reason, Reason::too_many_changes);
    EXPECT_EQ(corp.clients(), 0U);
}

TEST_F(PocketIdClient, WhoseWriteIsRefusedIsHeldAndTold)
{
    corp.apply();
    corp.client().redirect_uris.clear();
    corp.world.sandbox.fail({.method = "PUT",
                             .path = std::string(ClientWorld::base) + "/api/oidc/clients/",
                             .fault = sandbox::Fault::answered(
                                 403, R"({"error":"You don't have permission"})", "application/json")});
    auto report = corp.apply();
    EXPECT_EQ(result_of(report, "corp").client->outcome, WriteOutcome::failed);
    EXPECT_THAT(result_of(report, "corp").client->error->text(), HasSubstr("Pocket ID at "));
    report = corp.apply();
    EXPECT_EQ(client_of(report).reason, Reason::not_due);
    EXPECT_TRUE(corp.world.apply({.demanded = true}).value().in_sync());
}

TEST_F(PocketIdClient, ThatSomebodyKeepsChangingIsContested)
{
    corp.apply();
    for (int i = 0; i < 3; ++i)
    {
        corp.client().redirect_uris.clear();
        corp.apply();
        corp.world.clock.advance(1min);
    }
    corp.client().redirect_uris.clear();
    EXPECT_EQ(client_of(corp.apply()).reason, Reason::contested);
    EXPECT_TRUE(corp.world.apply({.forgive_contested = true}).value().in_sync());
}

TEST_F(PocketIdClient, IsNotWrittenWhereNetBirdsRedirectUriIsNotKnown)
{
    corp.world.sandbox.fail({.method = "GET",
                             .path = "/oauth2/.well-known",
                             .times = std::nullopt,
                             .fault = sandbox::Fault::answered(503, "")});
    const auto report = corp.apply();
    EXPECT_EQ(client_of(report).reason, Reason::client_unchecked);
    EXPECT_EQ(corp.clients(), 0U);
}

TEST_F(PocketIdClient, GetsNoSecondSecretForOneThatWorks)
{
    corp.apply();
    const auto secret = corp.secret_in_netbird();
    corp.world.declared("corp").values->name = "Renamed";
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.secret_in_netbird(), secret);
    EXPECT_EQ(corp.secrets(), 1U);
}

/// What NetBird has cannot be the newer secret of a client that was made just now.
TEST(ClientMadeAgain, ReplacesWhatNetBirdHasEvenWithoutALedger)
{
    for (const auto profile : {Profile::pocketid_2_9, Profile::pocketid_2_14, Profile::keycloak_hostname})
    {
        ClientWorld corp(profile);
        corp.apply();
        const auto old = corp.secret_in_netbird();
        std::erase_if(corp.provider.setup().clients, [](const auto& one) { return one.id == "netbird"; });
        for (const auto* file : {"/state/ledger.json", "/state/secrets"})
            corp.world.files.remove(file);
        corp.restart();
        const auto report = corp.apply();
        ASSERT_TRUE(report.in_sync()) << client_of(report).why << item_of(report, "corp").why;
        EXPECT_NE(corp.secret_in_netbird(), old);
        EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
        EXPECT_FALSE(corp.apply().wrote);
    }
}

TEST(PocketIdOfOneSecret, KeepsTheSecretOfAClientThatOthersUse)
{
    ClientWorld corp(Profile::pocketid_2_13);
    corp.provider.setup().clients.push_back({.secret = "not-a-real-secret-of-others"});
    auto report = corp.apply();
    EXPECT_EQ(client_of(report).action, Action::refuse);
    EXPECT_THAT(client_of(report).why, HasSubstr("a new one ends the one that is in use at once"));
    EXPECT_EQ(corp.client().secret, "not-a-real-secret-of-others");
    EXPECT_THAT(corp.world.sandbox.connectors(), IsEmpty());
    corp.world.declared("corp").allow.add(Consent::client_change);
    report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << client_of(report).why << item_of(report, "corp").why;
    EXPECT_EQ(corp.client().secret, corp.secret_in_netbird());
}

} // namespace
} // namespace idpsync::test
