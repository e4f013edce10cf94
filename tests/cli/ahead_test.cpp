// Before it happens: plans of other files, of a first run, of somebody who may not, and how `apply` gets on.

#include "cli/installation.hpp"
#include "cli/prepare.hpp"
#include "support/matchers.hpp"
#include "support/notify_socket.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace idpsync::test {
namespace {

TEST(OptionsToRepeat, NameTheInstallationAsShortAsCanBe)
{
    EXPECT_EQ(cli::options_to_repeat({}), "");
    EXPECT_EQ(cli::options_to_repeat({.config = "/srv/my idp/config.yaml"}), "-c '/srv/my idp/config.yaml'");
    // As the units name the places.
    EXPECT_EQ(cli::options_to_repeat({.config = "/etc/netbird-idp-sync/berlin/config.yaml",
                                      .state_directory = "/var/lib/netbird-idp-sync/berlin",
                                      .runtime_directory = "/run/netbird-idp-sync/berlin"}),
              "--instance berlin");
    EXPECT_EQ(cli::options_to_repeat({.config = "/etc/netbird-idp-sync/berlin/config.yaml",
                                      .runtime_directory = "/srv/run",
                                      .instance = "berlin"}),
              "--instance berlin --runtime-dir /srv/run");
}

class AheadOfTime : public ::testing::Test
{
protected:
    /// A directory with the configuration as it stands, but for a name.
    void write_candidate(const std::string& name)
    {
        host.write_configuration();
        auto text = host.read_file("config.yaml");
        const std::string before = "name: Corp";
        std::filesystem::create_directory(host.path("candidate"));
        host.write_file("candidate/config.yaml",
                        text.replace(text.find(before), before.size(), "name: " + name));
    }

    std::unique_ptr<Process> started()
    {
        auto daemon = host.begin({"run"}, {{"NOTIFY_SOCKET", systemd.path()}});
        static_cast<void>(systemd.wait_for("next pass in"));
        return daemon;
    }

    /// `plan` of a document on standard input.
    ProcessResult plan_of(const std::string& text, const std::vector<std::string>& options = {})
    {
        std::vector<std::string> words{
            "plan", "--files", "-", "--config", host.path("config.yaml"), "--runtime-dir", host.path("run")};
        words.insert(words.end(), options.begin(), options.end());
        return run(IDPSYNC_PROGRAM, words, {}, text);
    }

    static void stop(Process& daemon)
    {
        daemon.signal(SIGTERM);
        static_cast<void>(daemon.finish());
    }

    Installation host;
    NotifySocket systemd;
};

TEST_F(AheadOfTime, ADaemonPlansOtherFilesWithItsOwnLedger)
{
    host.declare("corp", "    name: Corp\n");
    const auto daemon = started();
    write_candidate("Corporate");
    const auto plan = host.run({"plan", "--files", host.path("candidate")});
    EXPECT_EQ(plan.exit, 2) << plan.err;
    EXPECT_THAT(plan.out, AllOf(HasSubstr("\"Corporate\""), HasSubstr("Plan: 1 to update"),
                                Not(HasSubstr("No ledger"))));
    EXPECT_EQ(host.connectors().at(0).name, "Corp");
    stop(*daemon);
}

TEST_F(AheadOfTime, ADaemonPlansADocumentFromStandardInput)
{
    host.declare("corp", "    name: Corp\n");
    const auto daemon = started();
    write_candidate("Corporate");
    const auto plan = plan_of(host.read_file("candidate/config.yaml"), {"--json"});
    EXPECT_EQ(plan.exit, 2) << plan.err;
    EXPECT_THAT(plan.out, HasSubstr("\"update\":1"));
    stop(*daemon);
}

TEST_F(AheadOfTime, PlacesAndNextStepsAreThoseOfTheCandidate)
{
    host.declare("corp", "    name: Corp\n");
    const auto daemon = started();
    write_candidate("Corporate");
    auto text = host.read_file("candidate/config.yaml");
    const std::string secret = "{ file: secrets/corp }";
    text.replace(text.find(secret), secret.size(), "{ file: secrets/none }");
    host.write_file("candidate/config.yaml", text + "reconcile: { mode: observe, max_changes: 1 }\n");
    const auto plan = host.run({"plan", "--files", host.path("candidate")});
    EXPECT_EQ(plan.exit, 1) << plan.err;
    EXPECT_THAT(plan.out, AllOf(HasSubstr("declared in    " + host.path("candidate/config.yaml:")),
                                HasSubstr("(mode: observe, nothing is written)")));
    const auto piped = plan_of(host.read_file("candidate/config.yaml"));
    EXPECT_THAT(piped.out, HasSubstr("declared in    standard input:"));
    const auto wrong = plan_of("version: 2\n");
    EXPECT_EQ(wrong.exit, 78);
    EXPECT_THAT(wrong.err, StartsWith("standard input:1:"));
    EXPECT_THAT(wrong.err, HasSubstr(": error: "));
    stop(*daemon);
}

TEST_F(AheadOfTime, WhatTheDaemonCannotJudgeIsNoSuccess)
{
    host.declare("corp", "    name: Corp\n");
    const auto daemon = started();
    write_candidate("Corp");
    auto text = host.read_file("candidate/config.yaml");
    const std::string url = "  url: ";
    text.insert(text.find(url) + url.size(), "http://127.0.0.1:9 #");
    host.write_file("candidate/config.yaml", text);
    const auto plan = host.run({"plan", "--files", host.path("candidate")});
    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.out, HasSubstr("Plan: nothing to do; 1 in sync."));
    EXPECT_THAT(plan.err,
                AllOf(HasSubstr("error: not checked: management.url of these files is not in force"),
                      Not(HasSubstr("management.token"))));
    stop(*daemon);
}

TEST_F(AheadOfTime, WrongFilesAreNotSent)
{
    std::filesystem::create_directory(host.path("candidate"));
    host.write_file("candidate/config.yaml", "version: 2\n");
    const auto plan = host.run({"plan", "--files", host.path("candidate")});
    EXPECT_EQ(plan.exit, 78);
    EXPECT_THAT(plan.err, HasSubstr("candidate/config.yaml:1"));
    const auto file = host.run({"plan", "--files", host.path("candidate/config.yaml")});
    EXPECT_EQ(file.exit, 78);
    EXPECT_THAT(file.err, HasSubstr("--files takes a directory; \"" + host.path("candidate/config.yaml") +
                                    "\" is a file"));
    const auto nowhere = host.run({"plan", "--files", host.path("nowhere")});
    EXPECT_EQ(nowhere.exit, 78);
    EXPECT_THAT(nowhere.err, HasSubstr("is not there"));
}

TEST_F(AheadOfTime, WithoutADaemonTheLocalLedgerCounts)
{
    host.declare("corp", "    name: Corp\n");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    write_candidate("Corporate");
    std::filesystem::copy(host.path("secrets"), host.path("candidate/secrets"));
    std::filesystem::copy(host.path("token"), host.path("candidate/token"));
    const auto plan = host.run({"plan", "--files", host.path("candidate"), "-v"});
    EXPECT_EQ(plan.exit, 2) << plan.err;
    EXPECT_THAT(plan.out,
                AllOf(HasSubstr("Ledger " + host.path("state/ledger.json")), HasSubstr("Plan: 1 to update")));
    EXPECT_THAT(plan.err, HasSubstr("no daemon answers"));
}

TEST_F(AheadOfTime, AFirstPlanSaysThatThereIsNoLedger)
{
    host.declare("corp");
    EXPECT_THAT(host.run({"plan"}).out,
                AllOf(HasSubstr("No ledger of earlier writes at " + host.path("state/ledger.json")),
                      HasSubstr("--adopt`"), Not(HasSubstr("\nLedger "))));
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    EXPECT_THAT(host.run({"plan"}).out, Not(HasSubstr("No ledger")));
}

TEST_F(AheadOfTime, ApplyWithoutALedgerChangesNothingThatIsThere)
{
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    std::filesystem::remove(host.path("state/ledger.json"));
    host.netbird.ask([](sandbox::Sandbox& sandbox) {
        const auto id = sandbox.connectors().at(0).id;
        sandbox.edit(id, {.name = "Changed by hand"});
        return 0;
    });
    const auto refused = host.run({"apply"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, HasSubstr("there was no ledger here"));
    EXPECT_THAT(host.run({"plan"}).out, AllOf(HasSubstr("The ledger began here without earlier writes"),
                                              Not(HasSubstr("No ledger"))));
    EXPECT_EQ(host.connectors().at(0).name, "Changed by hand");
    EXPECT_EQ(host.run({"apply", "--adopt"}).exit, 0);
    EXPECT_EQ(host.connectors().at(0).name, "corp");
}

TEST_F(AheadOfTime, ApplyGoesBeyondTheLimitOnlyWithYes)
{
    host.set_top("reconcile: { max_changes: 1 }\n");
    host.declare("a");
    host.declare("b");
    const auto refused = host.run({"apply"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out,
                AllOf(HasSubstr("2 changes are planned, reconcile.max_changes is 1"), HasSubstr("--yes`")));
    EXPECT_EQ(host.connectors().size(), 0U);
    EXPECT_EQ(host.run({"apply", "--yes"}).exit, 0);
    EXPECT_EQ(host.connectors().size(), 2U);
}

TEST_F(AheadOfTime, HintsNameReloadBesideADaemon)
{
    host.set_top("reconcile: { max_changes: 1 }\n");
    host.declare("a");
    host.declare("b");
    EXPECT_THAT(host.run({"plan"}).out,
                AllOf(HasSubstr("`netbird-idp-sync apply "), Not(HasSubstr("sync reload"))));
    const auto daemon = started();
    EXPECT_THAT(host.run({"plan"}).out,
                AllOf(HasSubstr("`netbird-idp-sync reload "), Not(HasSubstr("sync apply"))));
    stop(*daemon);
}

TEST_F(AheadOfTime, BriefIsALineForEach)
{
    for (int i = 0; i < 5; ++i)
        host.declare("provider-" + std::to_string(i));
    const auto plan = host.run({"plan", "--brief"}).out;
    EXPECT_THAT(plan, HasSubstr("+ provider-4  create"));
    EXPECT_THAT(plan, Not(HasSubstr("client_secret")));
    const auto apply = host.run({"apply", "--brief"}).out;
    EXPECT_THAT(apply, AllOf(HasSubstr("+ provider-4  create"), HasSubstr("Applied: 5 created"),
                             Not(HasSubstr("created  provider"))));
}

TEST_F(AheadOfTime, ALongPlanBeginsWithItsSummary)
{
    for (int i = 0; i < 12; ++i)
        host.declare("provider-" + std::to_string(i));
    const auto plan = host.run({"plan"}).out;
    const auto first = plan.find("Plan: 12 to create");
    EXPECT_LT(first, plan.find("+ provider-0"));
    EXPECT_NE(plan.rfind("Plan: 12 to create"), first);
}

TEST_F(AheadOfTime, ApplyOnATerminalShowsThePlanAndThenHowFarItIs)
{
    host.declare("a");
    host.declare("b");
    host.write_configuration();
    const auto said =
        run(IDPSYNC_PYTHON, {std::string(IDPSYNC_SOURCE_DIR) + "/tests/cli/on_a_terminal.py", "y",
                             IDPSYNC_PROGRAM, "apply", "--config", host.path("config.yaml"), "--state-dir",
                             host.path("state"), "--runtime-dir", host.path("run")})
            .out;
    const auto plan = said.find("Plan: 2 to create");
    const auto progress = said.find("[1/2] created ");
    EXPECT_NE(progress, std::string::npos) << said;
    EXPECT_LT(plan, progress);
    EXPECT_LT(progress, said.find("[2/2] created "));
    EXPECT_LT(said.find("[2/2] created "), said.find("Applied: 2 created"));
    // Piped, nothing of the kind.
    host.declare("c");
    EXPECT_THAT(host.run({"apply"}).err, Not(HasSubstr("[1/1]")));
}

/// Somebody who is neither root nor the daemon's user.
ProcessResult as_somebody_else(std::vector<std::string> command)
{
    if (::geteuid() != 0)
        return run(IDPSYNC_PROGRAM, command);
    std::vector<std::string> arguments{"--reuid=65534", "--regid=65534", "--clear-groups", IDPSYNC_PROGRAM};
    arguments.insert(arguments.end(), command.begin(), command.end());
    return run("/usr/bin/setpriv", arguments);
}

TEST_F(AheadOfTime, WhoMayConnectReadsTheHistoryThroughTheDaemon)
{
    namespace fs = std::filesystem;
    host.declare("corp");
    const auto daemon = started();
    for (const auto* open : {".", "run", "run/control.sock"})
        fs::permissions(host.path(open), fs::perms::all);
    fs::permissions(host.path("state"), fs::perms::owner_all);
    const auto history = as_somebody_else(
        {"history", "corp", "--state-dir", host.path("state"), "--runtime-dir", host.path("run")});
    if (::geteuid() == 0)
        EXPECT_EQ(history.out, host.run({"history", "corp"}).out);
    EXPECT_EQ(history.exit, 0) << history.err;
    EXPECT_THAT(history.out, HasSubstr("created"));
    stop(*daemon);
}

TEST_F(AheadOfTime, WhoMayNotReadTheStateIsToldWhoMay)
{
    namespace fs = std::filesystem;
    host.declare("corp");
    host.write_configuration();
    fs::permissions(host.path("."), fs::perms::all);
    fs::permissions(host.path("state"), fs::perms::none);
    for (const std::string command : {"plan", "doctor", "history", "apply"})
    {
        const auto result = as_somebody_else({command, "--config", host.path("config.yaml"), "--state-dir",
                                              host.path("state"), "--runtime-dir", host.path("run")});
        EXPECT_EQ(result.exit, 1) << command;
        EXPECT_THAT(result.err,
                    AllOf(HasSubstr(command + " needs what is kept in "),
                          HasSubstr("`netbird-idp-sync status"), Not(HasSubstr("fingerprint.key"))));
    }
    fs::permissions(host.path("state"), fs::perms::owner_all);
}

} // namespace
} // namespace idpsync::test
