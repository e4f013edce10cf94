// NetBird's address changed, and the client at the provider has its former URIs: docs/reconciling.md 38.

#include "reconcile/client_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Profile;

const std::string former_callback = "https://old.example.com/oauth2/callback";

/// A client that was made while NetBird had another address.
struct MovedWorld : ClientWorld
{
    explicit MovedWorld(Profile profile) : ClientWorld(profile)
    {
        world.sandbox.fail({.method = "GET",
                            .path = "/oauth2/.well-known",
                            .times = std::nullopt,
                            .fault = sandbox::Fault::answered(
                                200, R"({"issuer":"https://old.example.com/oauth2"})", "application/json")});
        apply();
        world.sandbox.clear_faults();
        restart();
    }

    /// NetBird's connector goes on sending the redirect URI that it was made with; empty: it is made anew.
    void send(const std::string& callback)
    {
        auto connector = world.sandbox.connectors().front();
        world.sandbox.remove(connector.id);
        connector.callback = callback;
        world.sandbox.add(std::move(connector));
    }

    /// So that a probe may look.
    void settle()
    {
        for (int passes = 0; passes < 3; ++passes)
            apply();
    }

    const ClientItem& item_in(const reconcile::Report& report) { return *item_of(report, "corp").client; }
    std::string present() { return world.sandbox.url() + "/oauth2/callback"; }
};

class EveryMovedClient : public testing::TestWithParam<Profile>
{
protected:
    MovedWorld corp{GetParam()};
};

TEST_P(EveryMovedClient, LosesItsFormerUris)
{
    ASSERT_THAT(corp.client().redirect_uris, ElementsAre(former_callback));
    corp.client().redirect_uris.emplace_back("https://other.example.com/callback");
    corp.settle();
    EXPECT_THAT(corp.client().redirect_uris,
                ElementsAre("https://other.example.com/callback", corp.present()));
    EXPECT_THAT(corp.client().logout_uris, Not(Contains(HasSubstr("old.example.com"))));
    EXPECT_FALSE(corp.apply().wrote);
    EXPECT_EQ(corp.world.events.count(EventName::drift), 0U);
}

TEST_P(EveryMovedClient, KeepsThemWhileTheConnectorSendsThem)
{
    corp.send(former_callback);
    corp.settle();
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << corp.item_in(report).why;
    EXPECT_THAT(corp.client().redirect_uris, ElementsAre(former_callback, corp.present()));
    EXPECT_THAT(corp.item_in(report).hints,
                ElementsAre(AllOf(HasSubstr(former_callback), HasSubstr("goes on sending it"))));
    corp.send("");
    corp.settle();
    EXPECT_THAT(corp.client().redirect_uris, ElementsAre(corp.present()));
}

TEST_P(EveryMovedClient, IsDeletedWhereOnlyTheyAreLeft)
{
    corp.send(former_callback);
    corp.settle();
    corp.world.declared("corp").state = State::absent;
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.clients(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Provider, EveryMovedClient,
                         testing::Values(Profile::pocketid_2_14, Profile::keycloak_hostname,
                                         Profile::authentik_2026_5_unrecorded),
                         [](const auto& profile) { return "P" + std::to_string(profile.index); });

class MovedClient : public testing::Test
{
protected:
    MovedWorld corp{Profile::pocketid_2_14};
};

TEST_F(MovedClient, KeepsOneThatSomebodyRegisteredAgain)
{
    corp.send(former_callback);
    corp.settle();
    std::erase(corp.client().redirect_uris, former_callback);
    corp.apply();
    corp.client().redirect_uris.push_back(former_callback);
    corp.send("");
    corp.settle();
    EXPECT_THAT(corp.client().redirect_uris, ElementsAre(corp.present(), former_callback));
}

TEST_F(MovedClient, KeepsThemWithoutALedger)
{
    corp.world.files.remove("/state/ledger.json");
    corp.restart();
    corp.settle();
    EXPECT_THAT(corp.client().redirect_uris, ElementsAre(former_callback, corp.present()));
}

TEST_F(MovedClient, HasThePresentOneWhereverAPassIsCut)
{
    for (std::size_t steps = 1; steps < 40; ++steps)
    {
        MovedWorld cut(Profile::pocketid_2_14);
        cut.world.apply_and_die({}, steps);
        cut.restart();
        cut.world.clock.advance(1min);
        cut.settle();
        ASSERT_THAT(cut.client().redirect_uris, Contains(cut.present())) << steps;
        ASSERT_TRUE(cut.apply().in_sync()) << steps;
    }
}

} // namespace
} // namespace idpsync::test
