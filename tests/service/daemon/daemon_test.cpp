// The daemon's life while all is well, and how it is told what to do.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

class Daemon : public ::testing::Test, public DaemonWorld
{};

TEST_F(Daemon, BeginsWithAPass)
{
    start();
    EXPECT_EQ(passes(), 1U);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(files.exists("/state/ledger.json"));
}

TEST_F(Daemon, RunsAPassAtEachInterval)
{
    start();
    pass_time(5min - 1s);
    EXPECT_EQ(passes(), 1U);
    pass_time(1s);
    EXPECT_EQ(passes(), 2U);
    pass_time(50min);
    EXPECT_EQ(passes(), 12U);
}

TEST_F(Daemon, TakesItsIntervalFromTheConfiguration)
{
    write_config("reconcile: { interval: 10s }\n");
    start();
    pass_time(1min);
    EXPECT_EQ(passes(), 7U);
}

TEST_F(Daemon, SendsOneRequestInAPassWithNothingToDo)
{
    start();
    const auto before = sandbox.counters().requests;
    pass_time(5min);
    EXPECT_EQ(sandbox.counters().requests, before + 1);
    EXPECT_EQ(connections_made, 2U); // to NetBird, and to providers
}

TEST_F(Daemon, WakesForNothingBetweenPasses)
{
    start();
    EXPECT_EQ(clock.waiting(), 1U);
    EXPECT_EQ(clock.next(), daemon->state().next_pass);
}

TEST_F(Daemon, RepairsDriftAndTellsOfItOnce)
{
    start();
    rename_in_netbird("Changed by hand");
    pass_time(5min);
    EXPECT_EQ(name_in_netbird(), "Corp");
    pass_time(30min);
    EXPECT_THAT(logged(EventName::drift), SizeIs(1));
    EXPECT_THAT(logged(EventName::updated), SizeIs(1));
}

TEST_F(Daemon, TellsOfDriftOnceWhileItOnlyObserves)
{
    start();
    write_config("reconcile: { mode: observe }\n");
    tell_of_changed_files();
    rename_in_netbird("Changed by hand");
    pass_time(30min);
    EXPECT_THAT(logged(EventName::drift), SizeIs(1));
    EXPECT_EQ(name_in_netbird(), "Changed by hand");

    rename_in_netbird("Corp");
    pass_time(30min);
    ASSERT_THAT(logged(EventName::drift), SizeIs(2));
    EXPECT_EQ(field(logged(EventName::drift)[1], "over"), "true");
}

TEST_F(Daemon, KeepsTheLogQuietWhileNothingHappens)
{
    start();
    pass_time(5min);
    log.clear();
    pass_time(10h);
    for (const auto& event : log)
        EXPECT_EQ(event.level, Level::debug) << to_string(event.name);
}

TEST_F(Daemon, AReloadRunsAPassThoughNothingChanged)
{
    start();
    daemon->reload();
    settle();
    EXPECT_EQ(passes(), 2U);
    EXPECT_THAT(logged(EventName::config_loaded), SizeIs(2));
    EXPECT_EQ(field(logged(EventName::config_loaded)[1], "changed"), "false");
}

TEST_F(Daemon, AThousandReloadsDuringAPassBecomeOneMore)
{
    sandbox.fail({.method = "GET", .fault = sandbox::Fault::delayed(5s)});
    start();
    EXPECT_EQ(passes(), 0U);
    for (int reload = 0; reload < 1000; ++reload)
    {
        daemon->reload();
        settle();
    }
    pass_time(10s);
    EXPECT_EQ(passes(), 2U);
}

TEST_F(Daemon, AChangedFileRunsAPassAtOnce)
{
    start();
    write_config({}, "Corporate");
    tell_of_changed_files();
    EXPECT_EQ(passes(), 2U);
    EXPECT_EQ(name_in_netbird(), "Corporate");
    ASSERT_THAT(logged(EventName::config_loaded), SizeIs(2));
    EXPECT_EQ(field(logged(EventName::config_loaded)[1], "hash"), daemon->state().config_hash);
}

TEST_F(Daemon, AFileEventWithoutNewContentDoesNothing)
{
    start();
    const auto before = notified.size();
    write_config();
    tell_of_changed_files();
    EXPECT_EQ(passes(), 1U);
    EXPECT_EQ(notified.size(), before);
    EXPECT_THAT(logged(EventName::config_loaded), SizeIs(1));
    pass_time(5min);
    EXPECT_EQ(passes(), 2U);
}

TEST_F(Daemon, AChangedSecretIsWritten)
{
    start();
    rotate_secret("rotated");
    tell_of_changed_files();
    EXPECT_EQ(passes(), 2U);
    EXPECT_EQ(sandbox.stored_secret(sandbox.connectors().at(0).id), "rotated");
}

TEST_F(Daemon, AChangedSecretIsWrittenAtTheNextPassThoughNobodyTold)
{
    start();
    rotate_secret("rotated");
    pass_time(5min);
    EXPECT_EQ(sandbox.stored_secret(sandbox.connectors().at(0).id), "rotated");
}

TEST_F(Daemon, WatchesTheFilesOfTheConfigurationInForce)
{
    start();
    EXPECT_THAT(watched, ElementsAre("/etc/idp/config.yaml", "/etc/idp/providers.d", "/etc/idp/secrets/corp",
                                     "/etc/idp/token"));
    files.put("/etc/idp/providers.d/more.yaml", "identity_providers:\n"
                                                "  more:\n"
                                                "    type: google\n"
                                                "    client_id: a\n"
                                                "    client_secret: { file: secrets/more }\n");
    tell_of_changed_files();
    EXPECT_THAT(watched, Contains("/etc/idp/secrets/more"));
}

TEST_F(Daemon, PutsTheLogSettingsInForce)
{
    start();
    EXPECT_EQ(log_settings->level, Level::info);
    write_config("log: { level: debug, format: json }\n");
    tell_of_changed_files();
    EXPECT_EQ(log_settings->level, Level::debug);
    EXPECT_EQ(log_settings->format, config::LogFormat::json);
}

TEST_F(Daemon, BuildsNewConnectionsOnlyWhenTheirSettingsChange)
{
    start();
    write_config({}, "Corporate");
    tell_of_changed_files();
    EXPECT_EQ(connections_made, 2U); // to NetBird, and to providers
    files.put("/etc/idp/token", sandbox.grant(sandbox::Role::admin));
    tell_of_changed_files();
    EXPECT_EQ(connections_made, 4U);
    write_config("reconcile: { concurrency: 2 }\n");
    tell_of_changed_files();
    EXPECT_EQ(connections_made, 6U);
    EXPECT_TRUE(daemon->state().failure == std::nullopt);
}

TEST_F(Daemon, Rule9_ForgivesWhatIsContestedOnReload)
{
    start();
    for (int change = 0; change < 3; ++change)
    {
        rename_in_netbird("Changed by hand");
        pass_time(5min);
    }
    rename_in_netbird("Changed by hand");
    pass_time(30min);
    EXPECT_THAT(logged(EventName::contested), SizeIs(1));
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
    daemon->reload();
    settle();
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(Daemon, Rule16_RepeatsWhatAnUnreachableIssuerHeldBackOnItsOwnSchedule)
{
    sandbox.add_issuer("https://id.example.com",
                       sandbox::IssuerBehaviour::of(sandbox::IssuerBehaviour::Kind::unreachable));
    start();
    pass_time(20s);
    EXPECT_EQ(passes(), 1U);
    EXPECT_THAT(sandbox.connectors(), IsEmpty());
    EXPECT_LT(time_to_next_pass(), 1min);
    sandbox.add_issuer("https://id.example.com");
    pass_time(1min);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(Daemon, TellsSystemdInOrder)
{
    start();
    ASSERT_THAT(notified, SizeIs(2));
    EXPECT_THAT(notified[0], StartsWith("READY=1\nSTATUS="));
    EXPECT_EQ(notified[1], "STATUS=1 of 1 provider in sync; next pass in 5m");

    notified.clear();
    daemon->reload();
    settle();
    ASSERT_THAT(notified, SizeIs(3));
    EXPECT_THAT(notified[0], StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    EXPECT_EQ(notified[1], "READY=1");
    EXPECT_THAT(notified[2], StartsWith("STATUS="));

    notified.clear();
    daemon->stop("SIGTERM");
    settle();
    EXPECT_THAT(notified, ElementsAre("STOPPING=1"));
}

TEST_F(Daemon, IsReadyBeforeItsFirstPassEnds)
{
    sandbox.fail({.fault = sandbox::Fault::hang()});
    start();
    EXPECT_EQ(passes(), 0U);
    ASSERT_THAT(notified, SizeIs(1));
    EXPECT_THAT(notified[0], AllOf(StartsWith("READY=1"), HasSubstr("the first pass is still running")));
}

TEST_F(Daemon, FeedsTheWatchdogTwiceAsOftenAsAsked)
{
    watchdog = 30s;
    start();
    notified.clear();
    pass_time(1min);
    EXPECT_THAT(notified, ElementsAre("WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"));
}

TEST_F(Daemon, PublishesItsState)
{
    start();
    const auto& state = daemon->state();
    EXPECT_THAT(state.config_hash, SizeIs(16));
    ASSERT_THAT(state.providers, SizeIs(1));
    EXPECT_EQ(state.providers[0].state, service::SyncState::in_sync);
    EXPECT_EQ(state.providers[0].change->what, "created");
    EXPECT_EQ(state.providers[0].change->cause, service::Cause::file);
    EXPECT_EQ(state.started, clock.wall_now());
    EXPECT_EQ(state.last_success, clock.wall_now());
    EXPECT_EQ(state.failure, std::nullopt);
}

} // namespace
} // namespace idpsync::test
