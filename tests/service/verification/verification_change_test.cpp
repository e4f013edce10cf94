// Looks at providers while files, NetBird or the looks themselves change: docs/reconciling.md 20 and 30.

#include "service/verification/verified_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using State = service::LoginHealth::State;

/// Its secret was rotated at the provider, and that was told.
class BrokenByCredentials : public testing::Test
{
protected:
    BrokenByCredentials()
    {
        world.start();
        world.provider.client().secret = "rotated";
        world.pass_time(25h);
        EXPECT_THAT(world.logged(EventName::login_broken), SizeIs(1));
    }

    void put_secret(const std::string& secret)
    {
        world.files.put("/etc/idp/secrets/corp", secret);
        world.tell_of_changed_files();
    }

    VerifiedWorld world;
};

TEST_F(BrokenByCredentials, IsNotRestoredByAnotherSecretThatIsWrong)
{
    for (const auto& wrong : {"mistyped", ""})
    {
        put_secret(wrong);
        world.pass_time(3h);
        EXPECT_EQ(world.login().state, State::broken) << wrong;
    }
    EXPECT_THAT(world.logged(EventName::login_restored), IsEmpty());
    put_secret("rotated");
    world.pass_time(1min);
    EXPECT_THAT(world.logged(EventName::login_restored), SizeIs(1));
    EXPECT_THAT(world.logged(EventName::login_broken), SizeIs(1));
}

TEST_F(BrokenByCredentials, StaysSoWhenNobodyTriesThemAnyMoreUntilSomebodyAsks)
{
    world.verify_from_now_on("{ interval: 1h, credentials: 0 }");
    world.pass_time(1min);
    EXPECT_EQ(world.login().state, State::broken);
    const auto tried = world.credential_requests();
    world.provider.client().secret = "not-a-real-secret";
    world.pass_time(48h);
    EXPECT_EQ(world.credential_requests(), tried);
    EXPECT_EQ(world.login().state, State::broken) << "nobody was told that it is over";
    world.daemon->reload();
    world.pass_time(1min);
    EXPECT_EQ(world.login().state, State::ready);
    EXPECT_THAT(world.logged(EventName::login_restored), SizeIs(1));
}

TEST_F(BrokenByCredentials, IsKnownByThePassesWhenNobodyLooksAnyMore)
{
    world.verify_from_now_on("{ interval: 0, credentials: 0 }");
    EXPECT_THAT(world.daemon->state().logins, IsEmpty());
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_login_ready{provider=\"corp\"} 0\n"));
    EXPECT_EQ(world.condition(), ConditionId::login_broken);
    world.pass_time(24h);
    EXPECT_EQ(world.condition(), ConditionId::login_broken);
    EXPECT_TRUE(world.told_systemd("not well: corp logins broken; next: "));
    world.verify_from_now_on("{ interval: 1h, credentials: 24h }");
    world.pass_time(2h);
    EXPECT_EQ(world.login().state, State::broken);
}

TEST_F(BrokenByCredentials, Rule20_TriesNoMoreWhenToldSoWhileNetBirdIsAway)
{
    world.sandbox.fail({.path = "/api", .times = std::nullopt, .fault = Fault::cut_before()});
    const auto tried = world.credential_requests();
    world.verify_from_now_on("{ interval: 1h, credentials: 0 }");
    world.pass_time(12h);
    EXPECT_EQ(world.credential_requests(), tried);
    EXPECT_GT(world.requests(), tried) << "it still looks";
}

TEST_F(BrokenByCredentials, IsForgottenWhenItIsReleasedWhileNetBirdIsAway)
{
    world.sandbox.fail({.path = "/api", .times = std::nullopt, .fault = Fault::cut_before()});
    world.write_config("    state: released\n");
    world.tell_of_changed_files();
    EXPECT_THAT(world.daemon->state().logins, IsEmpty());
    const auto asked = world.requests();
    world.pass_time(12h);
    EXPECT_EQ(world.requests(), asked);
}

TEST(VerificationChange, IsUnknownWhereNoSecretIsDeclared)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(1min);
    ASSERT_EQ(world.login().state, State::ready);
    auto config = world.files.text("/etc/idp/config.yaml").value();
    const std::string secret = "    client_secret: { file: secrets/corp }\n";
    ASSERT_NE(config.find(secret), std::string::npos) << config;
    world.files.put("/etc/idp/config.yaml", config.erase(config.find(secret), secret.size()));
    world.tell_of_changed_files();
    world.pass_time(1min);
    EXPECT_EQ(world.login().state, State::unknown);
    EXPECT_THAT(world.login().unseen, HasSubstr("no client_secret is declared"));
    EXPECT_TRUE(world.login().looked_at);
    EXPECT_TRUE(world.login().next_look);
    EXPECT_THAT(world.metrics(), Not(HasSubstr("idpsync_login_ready{")));
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_all_well 1\n"))
        << "nothing that was written is unverified";
}

TEST(VerificationChange, Rule20_KnowsWhatOthersWereToldWhereTriesAreOff)
{
    VerifiedWorld world("{ interval: 1h, credentials: 0 }");
    world.start();
    world.pass_time(1min);
    EXPECT_EQ(world.login().state, State::ready) << "the preflight of the create was told";
    world.files.remove("/state/checks.json");
    world.daemon->stop("SIGTERM");
    world.settle();
    world.ended = false;
    world.start();
    world.pass_time(1min);
    EXPECT_EQ(world.login().state, State::unknown);
    EXPECT_THAT(world.login().unseen, HasSubstr("verify.credentials is 0"));
    EXPECT_THAT(world.metrics(), Not(HasSubstr("idpsync_login_ready{")));
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_all_well 1\n"));
}

TEST(VerificationChange, TellsOfASecretThatExpiresWhileNetBirdIsAway)
{
    VerifiedWorld world;
    world.write_config("    client_secret_expires: 2030-01-12\nreconcile: { interval: 6h }\n");
    world.sandbox.fail({.path = "/api", .times = std::nullopt, .fault = Fault::cut_before()});
    world.start();
    world.pass_time(std::chrono::days(6));
    std::vector<std::string> days;
    for (const auto& event : world.logged(EventName::client_secret_expiring))
        days.push_back(field(event, "days"));
    EXPECT_THAT(days, ElementsAre("11", "6"));
}

TEST(VerificationChange, Rule20_TriesCredentialsOnceAnHourAtMostWhateverTheChance)
{
    for (const double chance : {0.0, 0.25, 0.99})
    {
        VerifiedWorld world("{ interval: 5m, credentials: 1h }");
        world.chance = chance;
        world.start();
        world.pass_time(1min);
        const auto by_the_pass = world.credential_requests();
        world.pass_time(24h);
        EXPECT_LE(world.credential_requests() - by_the_pass, 24 * 2) << chance;
        EXPECT_GE(world.credential_requests() - by_the_pass, 18 * 2) << chance;
    }
}

TEST(VerificationChange, LooksOnceMoreWhenSomebodyAsksWhileItLooks)
{
    VerifiedWorld world;
    world.start_and_wait_for_a_hanging_provider();
    world.daemon->reload();
    world.settle();
    world.sandbox.clear_faults();
    world.pass_time(15s); // until the look gives up, with a suspicion
    ASSERT_EQ(world.login().state, State::unknown);
    world.pass_time(7s);
    EXPECT_EQ(world.login().state, State::ready);
}

TEST(VerificationChange, TellsOfTheOthersAtOnceWhileAProviderHangs)
{
    VerifiedWorld world("{ interval: 5m, credentials: 24h }");
    auto& other =
        world.sandbox.add_provider("https://other.example.com", {.profile = sandbox::Profile::pocketid_2_10});
    world.files.put("/etc/idp/secrets/other", "not-a-real-secret");
    world.write_config("  other:\n"
                       "    type: oidc\n"
                       "    issuer: https://other.example.com\n"
                       "    client_id: netbird\n"
                       "    client_secret: { file: secrets/other }\n"
                       "reconcile: { interval: 6h }\n");
    world.start();
    world.pass_time(4min);
    other.client().redirect_uris = {"https://elsewhere.example.com/"};
    world.sandbox.fail({.path = provider_url, .times = std::nullopt, .fault = Fault::hang()});
    world.pass_time(1min + 6s); // the look at both began, and the one at corp ends after 15 s
    EXPECT_THAT(world.logged(EventName::login_broken), SizeIs(1));
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_login_ready{provider=\"other\"} 0\n"));
    world.daemon->reload();
    other.client().redirect_uris = {world.sandbox.redirect_uri()};
    world.pass_time(6s);
    EXPECT_THAT(world.logged(EventName::login_restored), SizeIs(1)) << "while the other look still hangs";
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_login_ready{provider=\"corp\"} 1\n"));
}

TEST(VerificationChange, Rule23_IsNotBrokenByTheClockOfThisHost)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(1min);
    world.provider.setup().clock_error = 10min;
    world.sandbox.set_clock_error(10min);
    world.pass_time(3h);
    EXPECT_EQ(world.login().state, State::ready);
    EXPECT_THAT(world.logged(EventName::login_broken), IsEmpty());
    world.sandbox.set_clock_error(0s);
    world.pass_time(3h);
    ASSERT_THAT(world.logged(EventName::login_broken), SizeIs(1));
    EXPECT_EQ(field(world.logged(EventName::login_broken).front(), "finding"), "clock-off");
}

} // namespace
} // namespace idpsync::test
