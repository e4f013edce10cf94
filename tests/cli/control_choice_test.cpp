// Which daemon a command asks, and of which providers `status` tells: the real program asks the real daemon.

#include "cli/control_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using ControlChoice = Control;

TEST_F(ControlChoice, EachCommandAsksTheDaemonThatRunsWithTheFile)
{
    const auto daemon = started();
    const auto file = host.path("config.yaml");
    const auto other = host.path("other.yaml");
    host.write_file("other.yaml", "version: 1\n");
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             {"status"}, {"reload"}, {"pause"}, {"resume"}, {"ack-restart"}})
    {
        auto with = command;
        with.insert(with.end(), {"-c", other, "--state-dir", host.path("none")});
        const auto refused = ask(with);
        EXPECT_EQ(refused.exit, 1) << command.front();
        EXPECT_THAT(refused.err, HasSubstr("runs with \"" + other + "\"; running with: \"" + file + '"'));
        EXPECT_EQ(status().at("paused_until"), nullptr);
        with = command;
        with.insert(with.end(), {"-c", file});
        const auto done = ask(with);
        EXPECT_EQ(done.exit, 0) << command.front() << done.err;
        if (command.front() == "pause")
            ask({"resume"});
    }
    stop(*daemon);
}

TEST_F(ControlChoice, WithoutADaemonAckRestartEndsTheNeedItself)
{
    host.declare("corp", "    name: Corp\n");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    host.rotate_secret("corp", "rotated");
    EXPECT_THAT(host.run({"apply"}).out, HasSubstr("restart needed  corp"));
    const auto plan = host.run({"plan"});
    EXPECT_EQ(plan.exit, 0);
    EXPECT_THAT(plan.out, HasSubstr("restart needed  corp"));
    EXPECT_THAT(host.run({"plan", "--json"}).out, HasSubstr("\"condition\":\"restart_needed\""));
    const auto other = host.run({"ack-restart", "--generation", "7"});
    EXPECT_EQ(other.exit, 1);
    EXPECT_THAT(other.err, AllOf(HasSubstr("must be restarted again"), HasSubstr("netbird-idp-sync plan ")));
    const auto taken = host.run({"ack-restart"});
    EXPECT_EQ(taken.exit, 0) << taken.err;
    EXPECT_THAT(taken.out, HasSubstr("no restart is needed any more"));
    EXPECT_FALSE(host.has_file("state/restart-needed"));
    EXPECT_THAT(host.run({"plan"}).out, Not(HasSubstr("restart needed")));
}

TEST_F(ControlChoice, ReloadAndPlanSayThatNetBirdMustBeRestarted)
{
    const auto daemon = started();
    host.rotate_secret("corp", "rotated");
    EXPECT_THAT(ask({"reload"}).out, HasSubstr("restart needed  corp"));
    const auto document = json::parse(ask({"reload", "--json"}).out);
    EXPECT_EQ(document.at("restart_needed").at("providers").at(0), "corp");
    EXPECT_EQ(document.at("plan").at("providers").at(0).at("condition"), "restart_needed");
    EXPECT_THAT(host.run({"plan"}).out, HasSubstr("restart needed  corp"));
    stop(*daemon);
}

TEST_F(ControlChoice, HintsOfADaemonNameItsPlacesWhereverTheyAreRead)
{
    host.declare("corp", "    name: Corp\n");
    host.write_configuration();
    Process daemon("/bin/sh",
                   {"-c", "cd \"$1\" && exec \"$2\" run -c config.yaml --state-dir state --runtime-dir run",
                    "sh", host.path("."), IDPSYNC_PROGRAM},
                   {{"NOTIFY_SOCKET", systemd.path()}});
    wait_for_pass();
    ask({"pause"});
    EXPECT_THAT(ask({"status"}).out,
                HasSubstr("resume -c " + host.path("config.yaml") + " --state-dir " + host.path("state") +
                          " --runtime-dir " + host.path("run") + '`'));
    stop(daemon);
}

/// Another declared provider beside corp, and a daemon that has seen both.
std::unique_ptr<Process> started_with_two(Installation& host, const NotifySocket& systemd)
{
    host.declare("corp", "    name: Corp\n");
    host.declare("sso", "    name: SSO\n");
    auto daemon = host.begin({"run"}, {{"NOTIFY_SOCKET", systemd.path()}});
    static_cast<void>(systemd.wait_for("next pass in"));
    return daemon;
}

TEST_F(ControlChoice, StatusOfAKeyTellsOfThatAlone)
{
    const auto daemon = started_with_two(host, systemd);
    const auto one = ask({"status", "sso"});
    EXPECT_EQ(one.exit, 0);
    EXPECT_THAT(one.out,
                AllOf(HasSubstr("= sso"), Not(HasSubstr("corp")), HasSubstr("1 of 1 provider in sync")));
    const auto document = json::parse(ask({"status", "sso", "--json"}).out);
    EXPECT_EQ(document.at("providers").as_array().size(), 1U);
    const auto unknown = ask({"status", "ssso"});
    EXPECT_EQ(unknown.exit, 1);
    EXPECT_THAT(unknown.err, HasSubstr("the daemon knows no \"ssso\"; did you mean sso?"));
    stop(*daemon);
}

TEST_F(ControlChoice, StatusOfProblemsFoldsWhatIsWell)
{
    const auto daemon = started_with_two(host, systemd);
    const auto well = ask({"status", "--problems"});
    EXPECT_EQ(well.exit, 0);
    EXPECT_THAT(well.out, AllOf(HasSubstr("= 2 in sync\n"), Not(HasSubstr("= corp"))));
    ask({"pause"});
    rename_in_netbird("Changed by hand");
    ask({"reload"});
    const auto ill = ask({"status", "--problems"});
    EXPECT_EQ(ill.exit, 2);
    EXPECT_THAT(ill.out, AllOf(HasSubstr("= 1 in sync\n"), HasSubstr("drifted")));
    stop(*daemon);
}

TEST_F(ControlChoice, StatusOfAllInstancesAsksEachThatHasASocket)
{
    host.declare("corp", "    name: Corp\n");
    host.write_configuration();
    std::filesystem::create_directory(host.path("run"));
    const auto start = [&](const std::string& name) {
        return std::make_unique<Process>(
            IDPSYNC_PROGRAM,
            std::vector<std::string>{"run", "-c", host.path("config.yaml"), "--state-dir",
                                     host.path("state-" + name), "--runtime-dir", host.path("run/" + name)},
            std::map<std::string, std::string>{{"NOTIFY_SOCKET", systemd.path()}});
    };
    const auto berlin = start("berlin");
    wait_for_pass();
    const auto all = ask({"status", "--all-instances"});
    EXPECT_EQ(all.exit, 0) << all.err;
    EXPECT_THAT(all.out, AllOf(HasSubstr("netbird-idp-sync@berlin:\n"), HasSubstr("= corp")));
    const auto document = json::parse(ask({"status", "--all-instances", "--json"}).out);
    EXPECT_EQ(document.at("instances").at(0).at("name"), "berlin");
    stop(*berlin);
    const auto none = ask({"status", "--all-instances"});
    EXPECT_EQ(none.exit, 1);
    EXPECT_THAT(none.err, HasSubstr("no daemon has a socket in " + host.path("run")));
}

} // namespace
} // namespace idpsync::test
