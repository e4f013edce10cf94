// What the daemon goes through and lasts, and how it ends.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;

class DaemonInTrouble : public ::testing::Test, public DaemonWorld
{};

TEST_F(DaemonInTrouble, RefusesABadConfigurationAtTheStart)
{
    files.put("/etc/idp/config.yaml", "version: 2\n");
    const auto started = try_start();
    ASSERT_TRUE(started.has_error());
    EXPECT_EQ(started.error().kind, ErrorKind::bad_config);
    EXPECT_THAT(notified, IsEmpty());
}

TEST_F(DaemonInTrouble, RefusesToStartBesideAnother)
{
    files.put_directory("/state");
    files.lock_elsewhere("/state/ledger.lock");
    const auto started = try_start();
    ASSERT_TRUE(started.has_error());
    EXPECT_EQ(started.error().kind, ErrorKind::conflict);
    EXPECT_THAT(notified, IsEmpty());
}

TEST_F(DaemonInTrouble, HoldsTheLockAsLongAsItLives)
{
    start();
    pass_time(1h);
    EXPECT_TRUE(files.locked("/state/ledger.lock"));
    daemon->stop("SIGTERM");
    settle();
    daemon.reset();
    EXPECT_FALSE(files.locked("/state/ledger.lock"));
}

TEST_F(DaemonInTrouble, LastsWhileNetBirdIsDown)
{
    sandbox.set_down(true);
    start();
    pass_time(24h);
    EXPECT_GT(passes(), 280U);
    EXPECT_EQ(daemon->state().failure->kind, ErrorKind::transport);
    EXPECT_THAT(logged(EventName::failed), SizeIs(1));
    EXPECT_THAT(notified.back(), HasSubstr("NetBird has not answered for"));

    sandbox.set_down(false);
    pass_time(6min);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_EQ(daemon->state().failure, std::nullopt);
}

TEST_F(DaemonInTrouble, IsBackSoonAfterAShortOutage)
{
    start();
    sandbox.set_down(true);
    daemon->reload();
    pass_time(5s);
    sandbox.set_down(false);
    pass_time(10s);
    EXPECT_EQ(daemon->state().failure, std::nullopt);
}

TEST_F(DaemonInTrouble, LastsWithAFullDisk)
{
    start();
    files.fail = [](MemoryFiles::Call call, const std::string&) -> std::optional<std::string> {
        return call == MemoryFiles::Call::replace ? std::optional("No space left on device") : std::nullopt;
    };
    rename_in_netbird("Changed by hand");
    pass_time(1h);
    EXPECT_FALSE(ended);
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
    EXPECT_THAT(logged(EventName::failed), Not(IsEmpty()));

    files.fail = nullptr;
    pass_time(6min);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonInTrouble, LastsWithAStateDirectoryThatCannotBeRead)
{
    start();
    files.fail = [](MemoryFiles::Call, const std::string& path) -> std::optional<std::string> {
        return path.starts_with("/state") ? std::optional("Input/output error") : std::nullopt;
    };
    pass_time(1h);
    EXPECT_EQ(daemon->state().failure->kind, ErrorKind::storage);
    EXPECT_THAT(logged(EventName::failed), Not(IsEmpty()));
    files.fail = nullptr;
    pass_time(6min);
    EXPECT_EQ(daemon->state().failure, std::nullopt);
}

TEST_F(DaemonInTrouble, StartsWithoutATokenAndWaitsForIt)
{
    files.put_unreadable("/etc/idp/token");
    start();
    EXPECT_TRUE(told_systemd("READY=1"));
    EXPECT_EQ(daemon->state().failure->kind, ErrorKind::bad_config);
    pass_time(1h);
    EXPECT_EQ(reads(), 0U);

    files.put("/etc/idp/token", std::string(sandbox::default_token));
    tell_of_changed_files();
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonInTrouble, LastsWithATokenThatBecomesUnreadable)
{
    start();
    files.put_unreadable("/etc/idp/token");
    pass_time(1h);
    EXPECT_THAT(daemon->state().failure->text(), HasSubstr("management.token"));
    EXPECT_THAT(logged(EventName::failed), SizeIs(1));
}

TEST_F(DaemonInTrouble, IsSlowAndLoudWhileTheTokenIsRefused)
{
    start();
    sandbox.revoke(sandbox::default_token);
    const auto before = reads();
    pass_time(5min);
    EXPECT_EQ(daemon->state().failure->kind, ErrorKind::unauthorized);
    EXPECT_EQ(time_to_next_pass(), 1min);
    pass_time(7min);
    EXPECT_THAT(logged(EventName::failed), SizeIs(4));
    EXPECT_EQ(reads(), before + 4);
}

TEST_F(DaemonInTrouble, TakesATokenThatWasReplacedDuringThePassBeforeItComplains)
{
    start();
    // The list takes its time, and meanwhile the token is replaced.
    sandbox.fail({.method = "GET", .fault = Fault::delayed(5s)});
    sandbox.revoke(sandbox::default_token);
    pass_time(5min);
    files.put("/etc/idp/token", sandbox.grant(sandbox::Role::admin));
    pass_time(6s);
    EXPECT_EQ(daemon->state().failure, std::nullopt);
    EXPECT_THAT(logged(EventName::failed), IsEmpty());
    EXPECT_EQ(connections_made, 4U); // to NetBird and to providers, before and after
}

TEST_F(DaemonInTrouble, Rule17_LeavesAThrottledServerInPeaceAfterAWhile)
{
    sandbox.fail({.times = std::nullopt, .fault = Fault::answered(429, "{}", "application/json")});
    start();
    pass_time(5min);
    EXPECT_EQ(passes(), 1U);
    EXPECT_EQ(daemon->state().failure->kind, ErrorKind::throttled);
    sandbox.clear_faults();
    pass_time(2min);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonInTrouble, Rule12_SettlesALostCreateBeforeAnotherIsSent)
{
    sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    start();
    pass_time(2min);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(daemon->state().providers.at(0).in_sync());
}

TEST_F(DaemonInTrouble, DoesNotMindAWallClockThatJumps)
{
    start();
    clock.step_wall(-std::chrono::hours(5));
    pass_time(5min);
    clock.step_wall(std::chrono::hours(10));
    pass_time(5min);
    EXPECT_EQ(passes(), 3U);
    ASSERT_FALSE(daemon->state().failure) << daemon->state().failure->text();
}

TEST_F(DaemonInTrouble, StillForgivesAfterAnOutageWhatAnOperatorAskedForDuringIt)
{
    start();
    for (int change = 0; change < 4; ++change)
    {
        rename_in_netbird("Changed by hand");
        pass_time(5min);
    }
    ASSERT_THAT(logged(EventName::contested), SizeIs(1));
    sandbox.set_down(true);
    daemon->reload();
    pass_time(5s);
    sandbox.set_down(false);
    pass_time(1min);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonInTrouble, EndsWhileItWaits)
{
    start();
    daemon->stop("SIGTERM");
    settle();
    EXPECT_TRUE(ended);
    EXPECT_EQ(bug, nullptr);
    ASSERT_THAT(logged(EventName::stopped), SizeIs(1));
    EXPECT_EQ(field(logged(EventName::stopped)[0], "by"), "SIGTERM");
}

TEST_F(DaemonInTrouble, EndsBeforeItHasBegun)
{
    try_start().value();
    daemon->stop("SIGTERM");
    settle();
    EXPECT_TRUE(ended);
    EXPECT_EQ(passes(), 0U);
}

TEST_F(DaemonInTrouble, AbandonsARequestThatHangs)
{
    sandbox.fail({.method = "GET", .fault = Fault::hang()});
    start();
    daemon->stop("SIGINT");
    settle();
    EXPECT_TRUE(ended);
    EXPECT_EQ(bug, nullptr);
    EXPECT_EQ(passes(), 0U);
}

TEST_F(DaemonInTrouble, Rule11_LeavesTheIntentOfAnAbandonedCreateForTheNextStart)
{
    sandbox.fail({.method = "POST", .path = "/api/identity-providers", .fault = Fault::delayed(20s)});
    start();
    daemon->stop("SIGTERM");
    settle();
    ASSERT_TRUE(ended);
    EXPECT_THAT(files.text("/state/ledger.json").value(), HasSubstr("\"create\""));
    daemon.reset();
    pass_time(21s);

    ended = false;
    start();
    pass_time(2min);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(daemon->state().providers.at(0).in_sync());
}

TEST_F(DaemonInTrouble, Rule12_ComesBackJustWhenALateUpdateHasSettled)
{
    start();
    pass_time(1s);
    sandbox.fail({.method = "PUT", .path = "/api/identity-providers", .fault = Fault::late(14s)});
    rotate_secret("secret-two");
    tell_of_changed_files();
    const auto given_up = clock.now();
    rotate_secret("secret-three");
    const auto id = sandbox.connectors().at(0).id;

    while (sandbox.stored_secret(id) != "secret-three" && clock.now() < given_up + 10min)
        pass_time(1s);

    EXPECT_EQ(clock.now() - given_up, 30s); // management.timeout
    pass_time(10min);
    EXPECT_EQ(sandbox.stored_secret(id), "secret-three");
    EXPECT_TRUE(daemon->state().providers.at(0).in_sync());
}

TEST_F(DaemonInTrouble, EndsOnceHoweverOftenItIsAsked)
{
    start();
    daemon->stop("SIGTERM");
    daemon->stop("SIGINT");
    settle();
    EXPECT_THAT(logged(EventName::stopped), SizeIs(1));
    EXPECT_EQ(notified.back(), "STOPPING=1");
}

} // namespace
} // namespace idpsync::test
