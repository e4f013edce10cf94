// `run` as systemd runs it: the real program, real signals, a real NOTIFY_SOCKET.

#include "cli/installation.hpp"
#include "support/matchers.hpp"
#include "support/notify_socket.hpp"
#include "support/raw_server.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace idpsync::test {
namespace {

using sandbox::Sandbox;

class RunDaemon : public ::testing::Test
{
protected:
    /// Starts it and waits for the end of its first pass.
    std::unique_ptr<Process> started()
    {
        host.declare("corp", "    name: Corp\n");
        auto daemon = begin();
        wait_for_pass();
        return daemon;
    }

    std::unique_ptr<Process> begin() { return host.begin({"run"}, environment()); }

    [[nodiscard]] std::map<std::string, std::string> environment() const
    {
        return {{"NOTIFY_SOCKET", systemd.path()}};
    }

    void wait_for_pass() const { static_cast<void>(systemd.wait_for("next pass in")); }

    ProcessResult stop(Process& daemon, int signal = SIGTERM)
    {
        daemon.signal(signal);
        return daemon.finish();
    }

    std::string name_in_netbird() { return host.connectors().at(0).name; }

    void rename_in_netbird(const std::string& name)
    {
        host.netbird.ask([&](Sandbox& sandbox) {
            const auto id = sandbox.connectors().at(0).id;
            sandbox.edit(id, {.name = name});
            return 0;
        });
    }

    Installation host;
    NotifySocket systemd;
};

TEST_F(RunDaemon, BringsNetBirdInLineAndStopsWithStatus0)
{
    const auto daemon = started();
    EXPECT_EQ(name_in_netbird(), "Corp");
    const auto result = stop(*daemon);
    EXPECT_EQ(result.exit, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("\"event\":\"started\""), HasSubstr("\"event\":\"config_loaded\""),
                      HasSubstr("\"event\":\"created\""),
                      HasSubstr("\"event\":\"stopped\",\"by\":\"SIGTERM\""), Not(HasSubstr("canary"))));
}

TEST_F(RunDaemon, TellsSystemdInOrder)
{
    host.declare("corp");
    const auto daemon = begin();
    EXPECT_THAT(systemd.receive(), StartsWith("READY=1\nSTATUS="));
    EXPECT_THAT(systemd.receive(), StartsWith("STATUS=1 of 1 provider in sync; next pass in "));
    daemon->signal(SIGHUP);
    EXPECT_THAT(systemd.receive(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    EXPECT_EQ(systemd.receive(), "READY=1");
    EXPECT_THAT(systemd.receive(), StartsWith("STATUS=1 of 1 provider in sync"));
    daemon->signal(SIGTERM);
    EXPECT_EQ(systemd.receive(), "STOPPING=1");
    EXPECT_EQ(daemon->finish().exit, 0);
}

TEST_F(RunDaemon, ReconcilesOnSighup)
{
    const auto daemon = started();
    rename_in_netbird("Changed by hand");
    daemon->signal(SIGHUP);
    wait_for_pass();
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(RunDaemon, ReconcilesWhenAFileIsReplaced)
{
    const auto daemon = started();
    const auto text = host.read_file("config.yaml");
    host.write_file("config.new", std::string(text).replace(text.find("name: Corp"), 10, "name: Corporate"));
    std::filesystem::rename(host.path("config.new"), host.path("config.yaml"));
    wait_for_pass();
    EXPECT_EQ(name_in_netbird(), "Corporate");
    EXPECT_EQ(stop(*daemon, SIGINT).exit, 0);
}

TEST_F(RunDaemon, KeepsTheLastGoodConfigurationWhenTheFileIsBad)
{
    const auto daemon = started();
    host.write_file("config.yaml", "version: 2\n");
    static_cast<void>(systemd.wait_for("the files are wrong"));
    rename_in_netbird("Changed by hand");
    daemon->signal(SIGHUP);
    wait_for_pass();
    EXPECT_EQ(name_in_netbird(), "Corp");
    const auto result = stop(*daemon);
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.err, HasSubstr("\"event\":\"config_rejected\""));
}

TEST_F(RunDaemon, Exits78OnABadConfiguration)
{
    host.set_top("nonsense: 1\n");
    const auto result = host.run({"run"}, environment());
    EXPECT_EQ(result.exit, 78);
    EXPECT_THAT(result.err, HasSubstr("config.yaml:5:1: error: nonsense: unknown setting"));
    EXPECT_FALSE(host.has_file("state/ledger.lock"));
}

TEST_F(RunDaemon, StartsWithoutATokenAndPicksItUp)
{
    host.declare("corp", "    name: Corp\n");
    const auto token = host.read_file("token");
    std::filesystem::remove(host.path("token"));
    const auto daemon = begin();
    EXPECT_THAT(systemd.receive(), StartsWith("READY=1"));
    EXPECT_THAT(systemd.receive(), HasSubstr("management.token"));
    host.write_file("token", token);
    static_cast<void>(systemd.wait_for("1 of 1 provider in sync"));
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(RunDaemon, RefusesAStateDirectoryThatIsInUse)
{
    const auto daemon = started();
    const auto second = host.run({"run"});
    EXPECT_EQ(second.exit, 1);
    EXPECT_THAT(second.err, AllOf(HasSubstr("another netbird-idp-sync uses"), HasSubstr("--state-dir")));
    EXPECT_EQ(host.run({"apply"}).exit, 1);
    EXPECT_EQ(host.run({"plan"}).exit, 0);
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(RunDaemon, StopsThoughNetBirdHangs)
{
    host.declare("corp");
    for (const int number : {SIGTERM, SIGINT})
    {
        host.netbird.ask([](Sandbox& sandbox) {
            sandbox.fail({.fault = sandbox::Fault::hang()});
            return 0;
        });
        const auto before = host.counters().requests;
        const auto daemon = begin();
        while (host.counters().requests == before)
            continue;
        EXPECT_EQ(stop(*daemon, number).exit, 0);
    }
}

TEST_F(RunDaemon, StopsThoughNothingAnswers)
{
    const BlackHole nobody;
    host.set_url("http://127.0.0.1:" + std::to_string(nobody.port()));
    host.declare("corp");
    const auto daemon = begin();
    EXPECT_THAT(systemd.receive(), StartsWith("READY=1"));
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(RunDaemon, FeedsTheWatchdog)
{
    host.declare("corp");
    auto variables = environment();
    variables["WATCHDOG_USEC"] = "20000";
    const auto daemon = host.begin({"run"}, variables);
    for (int meal = 0; meal < 5; ++meal)
        static_cast<void>(systemd.wait_for("WATCHDOG=1"));
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(RunDaemon, WorksWithoutSystemd)
{
    host.declare("corp");
    const auto daemon = host.begin({"run"});
    while (host.connectors().empty())
        continue;
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(RunDaemon, ServesMetricsWhereTheFilesSay)
{
    host.set_top("metrics: { listen: 127.0.0.1:0 }\n");
    const auto daemon = started();
    EXPECT_THAT(stop(*daemon).err, AllOf(HasSubstr("\"event\":\"metrics_listening\",\"listen\":\"127.0.0.1:"),
                                         Not(HasSubstr("\"listen\":\"127.0.0.1:0\""))));
}

TEST_F(RunDaemon, DoesItsWorkThoughThePortOfItsMetricsIsTaken)
{
    const ClosedPort taken;
    host.set_top("metrics: { listen: 127.0.0.1:" + std::to_string(taken.port()) + " }\n");
    const auto daemon = started();
    EXPECT_EQ(name_in_netbird(), "Corp");
    const auto result = stop(*daemon);
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.err, HasSubstr("\"event\":\"metrics_failed\""));
}

} // namespace
} // namespace idpsync::test
