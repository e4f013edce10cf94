// A daemon that looks after its providers between passes: docs/reconciling.md 20, 21 and 30.

#include "service/verification/verified_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::Profile;

using Ready = service::LoginHealth::State;

TEST(Verification, FindsAHealthyProviderReadyInSevenRequests)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(4s);
    const auto by_the_pass = world.requests();
    world.pass_time(10s);
    EXPECT_EQ(world.login().state, Ready::ready);
    EXPECT_EQ(world.login().issuer_up, true);
    EXPECT_EQ(world.daemon->state().redirect_uri, world.sandbox.redirect_uri());
    EXPECT_LE(world.requests() - by_the_pass, 7);
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_login_ready{provider=\"corp\"} 1\n"));
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_issuer_up{provider=\"corp\"} 1\n"));
    EXPECT_THAT(world.logged(EventName::login_broken), IsEmpty());

    const auto before = world.requests();
    world.pass_time(1h);
    EXPECT_LE(world.requests() - before, 7) << "one look an hour";
    EXPECT_GT(world.requests() - before, 0);
}

struct Break
{
    std::string name;
    std::function<void(VerifiedWorld&)> stage;
    std::function<void(VerifiedWorld&)> mend;
    std::string finding;
    std::chrono::hours found_within = 2h;
};

const std::vector<Break> breaks{
    {"SecretRotated", [](VerifiedWorld& w) { w.provider.client().secret = "rotated"; },
     [](VerifiedWorld& w) { w.provider.client().secret = "not-a-real-secret"; }, "credentials-refused", 25h},
    {"RedirectUriRemoved",
     [](VerifiedWorld& w) { w.provider.client().redirect_uris = {"https://elsewhere.example.com/"}; },
     [](VerifiedWorld& w) { w.provider.client().redirect_uris = {w.sandbox.redirect_uri()}; },
     "redirect-refused"},
    {"KeysGone", [](VerifiedWorld& w) { w.provider.setup().keys = sandbox::PublishedKeys::none; },
     [](VerifiedWorld& w) { w.provider.setup().keys = sandbox::PublishedKeys::usable; }, "keys-unusable"},
    {"Down",
     [](VerifiedWorld& w) {
         w.sandbox.fail({.path = provider_url, .times = std::nullopt, .fault = Fault::cut_before()});
     },
     [](VerifiedWorld& w) { w.sandbox.clear_faults(); }, "provider-unreachable"},
    {"Hanging",
     [](VerifiedWorld& w) {
         w.sandbox.fail({.path = provider_url, .times = std::nullopt, .fault = Fault::hang()});
     },
     [](VerifiedWorld& w) { w.sandbox.clear_faults(); }, "provider-unreachable"},
};

class Broken : public testing::TestWithParam<Break>
{};

TEST_P(Broken, IsToldOnceAndOnceMoreWhenItIsMended)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(30min);
    ASSERT_EQ(world.login().state, Ready::ready);

    GetParam().stage(world);
    world.pass_time(GetParam().found_within);
    ASSERT_THAT(world.logged(EventName::login_broken), SizeIs(1));
    const auto broken = world.logged(EventName::login_broken).front();
    EXPECT_EQ(field(broken, "finding"), GetParam().finding);
    EXPECT_THAT(field(broken, "evidence"), Not(IsEmpty()));
    EXPECT_THAT(field(broken, "next"), Not(IsEmpty()));
    EXPECT_EQ(world.login().state, Ready::broken);
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_login_ready{provider=\"corp\"} 0\n"));
    EXPECT_TRUE(world.told_systemd("corp logins broken"));
    EXPECT_THAT(world.logged(EventName::login_restored), IsEmpty());

    GetParam().mend(world);
    world.pass_time(70min);
    ASSERT_THAT(world.logged(EventName::login_restored), SizeIs(1));
    EXPECT_EQ(field(world.logged(EventName::login_restored).front(), "finding"), GetParam().finding);
    EXPECT_THAT(field(world.logged(EventName::login_restored).front(), "after"), Not(IsEmpty()));
    world.pass_time(5h);
    EXPECT_THAT(world.logged(EventName::login_broken), SizeIs(1));
    EXPECT_THAT(world.logged(EventName::login_restored), SizeIs(1));
    EXPECT_THAT(world.metrics(), HasSubstr("idpsync_login_ready{provider=\"corp\"} 1\n"));
}

INSTANTIATE_TEST_SUITE_P(Login, Broken, testing::ValuesIn(breaks),
                         [](const auto& tested) { return tested.param.name; });

TEST(Verification, Rule20_TriesCredentialsOnceADayAndOnceAnHourAtMost)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(1min);
    const auto by_the_pass = world.credential_requests();
    EXPECT_EQ(by_the_pass, 2) << "by the preflight of the create, which counts for the look after it";
    for (int day = 1; day <= 3; ++day)
    {
        world.pass_time(24h);
        EXPECT_LE(world.credential_requests(), by_the_pass + day * 2) << day;
    }
    EXPECT_GE(world.credential_requests(), by_the_pass + 2 * 2);

    world.provider.client().secret = "rotated";
    world.pass_time(25h);
    ASSERT_THAT(world.logged(EventName::login_broken), SizeIs(1));
    EXPECT_THAT(field(world.logged(EventName::login_broken).front(), "evidence"),
                HasSubstr("accepted until at least"));
    const auto refused = world.credential_requests();
    world.pass_time(24h);
    EXPECT_LE(world.credential_requests() - refused, 24 * 2) << "by basic and by post, without a control";
    EXPECT_GE(world.credential_requests() - refused, 12)
        << "but it is seen within two hours when it is mended";
}

TEST(Verification, Rule20_ARestartOfTheDaemonIsNoReasonToTryAgain)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(2h);
    const auto tried = world.credential_requests();
    world.daemon->stop("SIGTERM");
    world.settle();
    ASSERT_TRUE(world.ended);
    world.ended = false;
    world.start();
    world.pass_time(2h);
    EXPECT_EQ(world.login().state, Ready::ready);
    EXPECT_EQ(world.credential_requests(), tried);
}

TEST(Verification, Rule20_LeavesAThrottlingProviderAloneForItsRetryAfter)
{
    VerifiedWorld world("{ interval: 1m, credentials: 0 }");
    world.start();
    world.pass_time(90s);
    auto throttled = Fault::answered(429, "");
    throttled.headers = {{"Retry-After", "7200"}};
    world.sandbox.fail({.path = provider_url, .fault = throttled});
    world.pass_time(2min);
    const auto asked = world.requests();
    world.pass_time(110min);
    EXPECT_EQ(world.requests(), asked);
    EXPECT_EQ(world.login().state, Ready::ready);
    world.pass_time(12min);
    EXPECT_GT(world.requests(), asked);
    EXPECT_THAT(world.logged(EventName::login_broken), IsEmpty());
}

TEST(Verification, IsOffWithZero)
{
    VerifiedWorld world("{ interval: 0, credentials: 0 }");
    world.start();
    world.pass_time(1s);
    const auto passes = world.passes();
    const auto requests = world.requests();
    const auto probes = world.sandbox.counters().probes;
    world.provider.client().secret = "rotated";
    world.pass_time(48h);
    EXPECT_EQ(world.requests(), requests);
    EXPECT_EQ(world.sandbox.counters().probes, probes);
    EXPECT_GT(world.passes(), passes + 5) << "passes go on";
}

TEST(Verification, TriesNoCredentialsWhereThatIsOff)
{
    VerifiedWorld world("{ interval: 1h, credentials: 0 }");
    world.start();
    world.pass_time(48h);
    EXPECT_EQ(world.credential_requests(), 2);
    EXPECT_EQ(world.login().state, Ready::ready);
    world.provider.client().redirect_uris = {"https://elsewhere.example.com/"};
    world.pass_time(65min);
    EXPECT_THAT(world.logged(EventName::login_broken), SizeIs(1));
}

TEST(Verification, WakesUpOnlyWhenALookIsDue)
{
    VerifiedWorld world("{ interval: 24h, credentials: 24h }");
    world.write_config("reconcile: { interval: 48h }\n");
    world.start();
    world.pass_time(1min);
    ASSERT_TRUE(world.clock.next());
    EXPECT_GE(*world.clock.next() - world.clock.now(), 23h);
}

TEST(Verification, TellsOfARestartThatIsNeededOnlyAsSuch)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(10s);
    world.provider.setup().clients.push_back(world.provider.client());
    world.provider.setup().clients.back().id = "netbird-2";
    auto config = world.files.text("/etc/idp/config.yaml").value();
    config.replace(config.find("client_id: netbird"), 18, "client_id: netbird-2");
    world.files.put("/etc/idp/config.yaml", config);
    world.tell_of_changed_files();
    world.pass_time(2h);
    EXPECT_THAT(world.logged(EventName::restart_needed), SizeIs(1));
    EXPECT_THAT(world.logged(EventName::login_broken), IsEmpty());
}

TEST(Verification, Rule21_DoesNotOpenWhatItsProviderDoesNotAccept)
{
    VerifiedWorld world;
    world.provider.client().public_client = true; // nobody can tell whether the secret is right
    world.start();
    world.pass_time(3h);
    EXPECT_EQ(world.sandbox.connectors().size(), 1U);
    EXPECT_EQ(world.sandbox.counters().probes, 0U);
}

TEST(Verification, EndsAtOnceWhileAProviderHangs)
{
    VerifiedWorld world;
    world.start_and_wait_for_a_hanging_provider();
    world.daemon->stop("SIGTERM");
    world.settle();
    EXPECT_TRUE(world.ended);
}

TEST(Verification, FindsWhatIsWithTheOthersWhileAProviderHangs)
{
    VerifiedWorld world;
    world.sandbox.add_provider("https://other.example.com", {.profile = Profile::pocketid_2_10});
    world.files.put("/etc/idp/secrets/other", "not-a-real-secret");
    world.write_config("  other:\n"
                       "    type: oidc\n"
                       "    issuer: https://other.example.com\n"
                       "    client_id: netbird\n"
                       "    client_secret: { file: secrets/other }\n");
    world.start();
    world.pass_time(1s);
    world.hang_provider();
    world.provider_at("https://other.example.com").client().secret = "rotated";
    world.pass_time(26h);
    std::set<std::string> broken;
    for (const auto& event : world.logged(EventName::login_broken))
        broken.insert(event.provider->str() + ": " + field(event, "finding"));
    EXPECT_THAT(broken, ElementsAre("corp: provider-unreachable", "other: credentials-refused"));
}

TEST(Verification, ABugInItEndsTheDaemonInsteadOfLeavingHalfOfIt)
{
    VerifiedWorld world;
    world.start();
    world.pass_time(1s);
    world.files.fail = [](MemoryFiles::Call, const std::string& path) -> std::optional<std::string> {
        if (path == "/state/checks.json")
            throw std::logic_error("a bug");
        return std::nullopt;
    };
    EXPECT_THROW(world.pass_time(10s), std::logic_error);
    EXPECT_TRUE(world.ended);
}

TEST(Verification, HoldsUpNoPassWhileAProviderHangs)
{
    VerifiedWorld world;
    world.start_and_wait_for_a_hanging_provider();
    const auto passes = world.passes();
    world.daemon->reload();
    world.settle();
    EXPECT_EQ(world.passes(), passes + 1);
}

TEST(Verification, TellsOnceOfASecretThatExpiresByTheFile)
{
    VerifiedWorld world("{ interval: 0, credentials: 0 }");
    world.write_config("    client_secret_expires: 2030-01-20\nreconcile: { interval: 6h }\n");
    world.start();
    world.pass_time(std::chrono::days(20));
    std::vector<std::string> days;
    for (const auto& event : world.logged(EventName::client_secret_expiring))
        days.push_back(field(event, "days"));
    EXPECT_THAT(days, ElementsAre("19", "14", "7", "1"));
    EXPECT_THAT(world.metrics(),
                HasSubstr("idpsync_client_secret_expiry_timestamp_seconds{provider=\"corp\"} 1895097600\n"));
}

TEST(Verification, TriesASecretThatItsPassHasMade)
{
    VerifiedWorld world;
    auto& setup = world.provider.setup();
    setup.clients.clear();
    world.files.put("/etc/idp/secrets/api-key", setup.api_keys.front().key);
    world.declare_nothing(
        "reconcile: { interval: 6h }\nidentity_providers:\n  corp:\n    type: pocketid\n"
        "    issuer: https://id.example.com\n    client_id: netbird\n"
        "    registration: { token: { file: /etc/idp/secrets/api-key }, secret: generated }\n");
    world.start();
    world.pass_time(std::chrono::minutes(5));
    EXPECT_EQ(world.passes(), 1U);
    EXPECT_EQ(world.login().state, service::LoginHealth::State::ready) << world.login().unseen;
}

TEST(Verification, TellsOnceOfAnApiKeyThatExpiresByTheProvidersWord)
{
    VerifiedWorld world("{ interval: 1h, credentials: 0 }");
    auto& key = world.provider.setup().api_keys.front();
    key.expires = world.clock.wall_now() + std::chrono::days(10);
    world.files.put("/etc/idp/secrets/api-key", key.key);
    world.declare_nothing("reconcile: { interval: 6h }\nidentity_providers:\n  corp:\n    type: pocketid\n"
                          "    issuer: https://id.example.com\n    client_id: netbird\n"
                          "    client_secret: { file: secrets/corp }\n"
                          "    registration: { token: { file: /etc/idp/secrets/api-key } }\n");
    world.start();
    world.pass_time(std::chrono::days(9) + std::chrono::hours(12));
    std::vector<std::string> days;
    for (const auto& event : world.logged(EventName::registration_expiring))
        days.push_back(field(event, "days"));
    EXPECT_THAT(days, ElementsAre("10", "7", "1"));
    EXPECT_THAT(world.metrics(),
                HasSubstr("idpsync_registration_expiry_timestamp_seconds{provider=\"corp\"} "));
}

TEST(Verification, TellsOfASecretThatExpiresByTheProviderInPlaceOfTheFile)
{
    VerifiedWorld world("{ interval: 0, credentials: 0 }");
    auto& entra = world.sandbox.add_provider("https://entra.example.com",
                                             {.profile = sandbox::Profile::entra_unrecorded});
    entra.setup().clients.push_back(
        {.id = "sync", .secret = "not-a-real-account-secret", .roles = {"Application.Read.All"}});
    auto& application = entra.client("netbird");
    application.secret.clear();
    application.logout_uris = {"https://other.example.com/logout"};
    application.more_secrets = {{.id = "1",
                                 .secret = "not-a-real-secret",
                                 .created = world.clock.wall_now(),
                                 .expires = world.clock.wall_now() + std::chrono::days(40)}};
    world.files.put("/etc/idp/secrets/sync", "not-a-real-account-secret");
    world.declare_nothing("identity_providers:\n  corp:\n    type: entra\n    issuer: " + entra.issuer() +
                          "\n    client_id: netbird\n    client_secret: { file: secrets/corp }\n"
                          "    client_secret_expires: 2031-01-20\n    registration:\n"
                          "      client_id: sync\n      client_secret: { file: secrets/sync }\n"
                          "      url: https://entra.example.com\nreconcile: { interval: 6h }\n");
    world.start();
    world.pass_time(std::chrono::days(41));
    std::vector<std::string> days;
    for (const auto& event : world.logged(EventName::client_secret_expiring))
    {
        days.push_back(field(event, "days"));
        EXPECT_THAT(field(event, "next"), Not(HasSubstr("client_secret_expires")));
    }
    EXPECT_THAT(days, ElementsAre("30", "14", "7", "1"));
}

TEST(Verification, ForgetsAProviderThatIsReleased)
{
    VerifiedWorld world;
    world.start();
    world.provider.client().secret = "rotated";
    world.pass_time(25h);
    ASSERT_EQ(world.login().state, Ready::broken);
    world.write_config("    state: released\n");
    world.tell_of_changed_files();
    world.pass_time(2h);
    EXPECT_THAT(world.daemon->state().logins, IsEmpty());
    EXPECT_THAT(world.metrics(), Not(HasSubstr("idpsync_login_ready{")));
}

TEST(Verification, ShowsNoSecret)
{
    VerifiedWorld world;
    world.files.put("/etc/idp/secrets/corp", "canary-secret");
    world.provider.client().secret = "canary-secret";
    world.start();
    world.pass_time(1min);
    world.provider.client().secret = "canary-rotated";
    world.pass_time(25h);
    ASSERT_THAT(world.logged(EventName::login_broken), SizeIs(1));
    for (const auto& event : world.log)
        for (const auto& [name, value] : event.fields)
            EXPECT_THAT(value, Not(HasSubstr("canary")));
    for (const auto& message : world.notified)
        EXPECT_THAT(message, Not(HasSubstr("canary")));
    EXPECT_THAT(world.metrics(), Not(HasSubstr("canary")));
    EXPECT_THAT(world.files.text("/state/checks.json").value(), Not(HasSubstr("canary")));
}

} // namespace
} // namespace idpsync::test
