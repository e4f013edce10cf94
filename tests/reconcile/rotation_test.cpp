// A generated client secret is replaced at both ends, and logins go on: docs/reconciling.md 36.

#include "reconcile/client_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using reconcile::PassRequest;
using sandbox::Profile;

PassRequest rotate(bool interrupt = false)
{
    PassRequest request{.named = {key("corp")}, .demanded = true};
    request.flags.rotate = true;
    request.flags.interrupt = interrupt;
    return request;
}

class RotatedClient : public testing::TestWithParam<Profile>
{
protected:
    RotatedClient()
    {
        corp.apply();
        first = corp.secret_in_netbird();
    }

    void restart_netbird()
    {
        corp.world.sandbox.restart();
        static_cast<void>(corp.world.acknowledge_restart(std::nullopt));
    }

    ClientWorld corp{GetParam()};
    std::string first;
};

TEST_P(RotatedClient, HasBothSecretsUntilNetBirdWasRestarted)
{
    const auto report = corp.world.apply(rotate()).value();
    EXPECT_EQ(client_of(report).reason, Reason::secret_due);
    ASSERT_TRUE(report.restart_needed);
    EXPECT_NE(corp.secret_in_netbird(), first);
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    EXPECT_TRUE(corp.takes(first)) << "the login service uses it";

    const auto waiting = corp.apply();
    EXPECT_TRUE(waiting.in_sync());
    EXPECT_TRUE(corp.takes(first)) << "still";
    EXPECT_FALSE(client_of(waiting).entry->predecessor.empty());

    restart_netbird();
    const auto ended = corp.apply();
    EXPECT_TRUE(ended.in_sync());
    EXPECT_TRUE(client_of(ended).entry->predecessor.empty());
    EXPECT_FALSE(corp.takes(first));
    EXPECT_EQ(corp.secrets(), 1U);
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    EXPECT_EQ(corp.world.events.count(EventName::secret_removed), 1U);
}

TEST_P(RotatedClient, IsNotRotatedAgainBeforeThat)
{
    corp.world.apply(rotate()).value();
    const auto second = corp.secret_in_netbird();
    const auto report = corp.world.apply(rotate()).value();
    EXPECT_EQ(client_of(report).action, Action::wait);
    EXPECT_EQ(client_of(report).reason, Reason::secret_due);
    EXPECT_EQ(corp.secret_in_netbird(), second);
    EXPECT_EQ(corp.secrets(), 2U);
}

TEST_P(RotatedClient, IsRotatedByItselfWhenItsTimeHasCome)
{
    corp.declare({.generated_secret = true, .rotate = std::chrono::days(90)});
    corp.world.clock.advance(std::chrono::days(89));
    corp.apply();
    EXPECT_EQ(corp.secret_in_netbird(), first);
    corp.world.clock.advance(std::chrono::days(1));
    corp.apply();
    EXPECT_NE(corp.secret_in_netbird(), first);
}

TEST_P(RotatedClient, IsRotatedInTheLastQuarterOfItsLife)
{
    corp.declare({.generated_secret = true, .secret_lifetime = std::chrono::days(100)});
    corp.world.apply(rotate()).value();
    restart_netbird();
    corp.apply();
    const auto second = corp.secret_in_netbird();
    ASSERT_THAT(corp.client().more_secrets, SizeIs(1));
    EXPECT_EQ(corp.client().more_secrets.front().expires,
              corp.world.clock.wall_now() + std::chrono::days(100));
    corp.world.clock.advance(std::chrono::days(75));
    corp.apply();
    EXPECT_EQ(corp.secret_in_netbird(), second);
    corp.world.clock.advance(1min);
    corp.apply();
    EXPECT_NE(corp.secret_in_netbird(), second);
}

TEST_P(RotatedClient, IsOnlyPlannedByAPlan)
{
    const auto report = corp.world.plan(rotate()).value();
    EXPECT_EQ(client_of(report).reason, Reason::secret_due);
    EXPECT_EQ(corp.world.held_secret("corp"), first);
    EXPECT_EQ(corp.secrets(), 1U);
}

TEST_P(RotatedClient, SurvivesAKillAtEveryStep)
{
    for (std::size_t steps = 1; steps < 60; ++steps)
    {
        ClientWorld cut(GetParam());
        cut.apply();
        const auto before = cut.secret_in_netbird();
        cut.world.apply_and_die(rotate(), steps);
        ASSERT_TRUE(cut.takes(before)) << steps;
        ASSERT_TRUE(cut.takes(cut.secret_in_netbird())) << steps;
        cut.restart();
        for (int pass = 0; pass < 3; ++pass)
        {
            cut.world.clock.advance(1min);
            static_cast<void>(cut.world.apply());
            ASSERT_TRUE(cut.takes(before)) << steps;
        }
        cut.world.sandbox.restart();
        static_cast<void>(cut.world.acknowledge_restart(std::nullopt));
        const auto report = cut.apply();
        ASSERT_TRUE(report.in_sync()) << steps << client_of(report).why << item_of(report, "corp").why;
        ASSERT_EQ(cut.secrets(), 1U) << steps;
        ASSERT_TRUE(cut.takes(cut.secret_in_netbird())) << steps;
    }
}

TEST_P(RotatedClient, KeepsThePredecessorWhereItCannotBeRemoved)
{
    corp.world.apply(rotate()).value();
    restart_netbird();
    const bool is_entra = GetParam() == Profile::entra_unrecorded;
    corp.world.sandbox.fail({.method = is_entra ? "POST" : "DELETE",
                             .path = ClientWorld::base + std::string(is_entra ? "/v1.0/" : ""),
                             .fault = sandbox::Fault::answered(503, "")});
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.secrets(), 2U);
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.secrets(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Provider, RotatedClient,
                         testing::Values(Profile::pocketid_2_14, Profile::entra_unrecorded));

TEST(RotationWithAGap, NeedsAWord)
{
    for (const auto profile :
         {Profile::pocketid_2_13, Profile::keycloak_hostname, Profile::authentik_unrecorded})
    {
        ClientWorld corp(profile);
        corp.apply();
        const auto first = corp.secret_in_netbird();
        auto report = corp.world.apply(rotate()).value();
        EXPECT_EQ(client_of(report).action, Action::refuse) << to_string(profile);
        EXPECT_THAT(client_of(report).next, HasSubstr("rotate corp --now"));
        EXPECT_EQ(corp.secret_in_netbird(), first);
        report = corp.world.apply(rotate(true)).value();
        EXPECT_TRUE(report.in_sync()) << to_string(profile) << client_of(report).why;
        EXPECT_TRUE(report.restart_needed);
        EXPECT_NE(corp.secret_in_netbird(), first);
        EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
        EXPECT_FALSE(corp.takes(first));
    }
}

TEST(RotationWithAGap, SurvivesAKillAtEveryStep)
{
    for (const auto profile : {Profile::pocketid_2_9, Profile::pocketid_2_13, Profile::keycloak_hostname})
        for (std::size_t steps = 1; steps < 60; ++steps)
        {
            ClientWorld cut(profile);
            cut.apply();
            cut.world.apply_and_die(rotate(true), steps);
            cut.restart();
            for (int pass = 0; pass < 2; ++pass)
            {
                cut.world.clock.advance(1min);
                static_cast<void>(cut.world.apply());
            }
            const auto report = cut.apply();
            ASSERT_TRUE(report.in_sync()) << steps << client_of(report).why << item_of(report, "corp").why;
            ASSERT_TRUE(cut.takes(cut.secret_in_netbird())) << steps;
        }
}

TEST(Rotation, IsRefusedWhereNothingIsGenerated)
{
    ClientWorld corp(Profile::pocketid_2_14);
    corp.world.declare("corp", ProviderType::pocketid, corp.provider.issuer(), "netbird");
    const auto report = corp.world.apply(rotate());
    ASSERT_TRUE(report.has_error());
    EXPECT_THAT(report.error().text(), AllOf(HasSubstr("corp"), HasSubstr("is not generated")));
}

} // namespace
} // namespace idpsync::test
