// status, reload, pause, resume: the real program asks the real daemon.

#include "cli/control_client.hpp"
#include "cli/control_fixture.hpp"
#include "support/matchers.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <sys/stat.h>

#include <array>

namespace idpsync::test {
namespace {

using sandbox::Sandbox;

TEST_F(Control, StatusShowsHowItIs)
{
    const auto daemon = started();
    const auto result = ask({"status"});
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.out, AllOf(HasSubstr("= corp  in sync"), HasSubstr("created"),
                                  HasSubstr("Status: 1 of 1 provider in sync.\n")));
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(Control, StatusIsADocumentForPrograms)
{
    const auto daemon = started();
    const auto document = status();
    EXPECT_EQ(document.at("version"), 1);
    EXPECT_EQ(document.at("in_sync"), true);
    EXPECT_EQ(document.at("fresh"), true);
    EXPECT_EQ(document.at("paused_until"), nullptr);
    EXPECT_EQ(document.at("config").at("files_differ"), false);
    EXPECT_EQ(document.at("providers").at(0).at("state"), "in_sync");
    EXPECT_EQ(document.at("providers").at(0).at("last_change").at("what"), "created");
    stop(*daemon);
}

TEST_F(Control, StatusSays1WhereNobodyAnswers)
{
    const auto result = ask({"status"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, AllOf(HasSubstr("no daemon answers at "), HasSubstr("control.sock"),
                                  HasSubstr("is it running?")));
    EXPECT_EQ(ask({"reload"}).exit, 1);
    EXPECT_EQ(ask({"pause"}).exit, 1);
    EXPECT_EQ(ask({"resume"}).exit, 1);
    EXPECT_EQ(ask({"ack-restart"}).exit, 1);
}

TEST(NobodyAnswers, AdvisesSystemdOnlyWhereItRuns)
{
    EXPECT_THAT(cli::how_to_reach_one(true), HasSubstr("`systemctl start netbird-idp-sync`"));
    EXPECT_THAT(
        cli::how_to_reach_one(false),
        AllOf(Not(HasSubstr("systemctl")), HasSubstr("`netbird-idp-sync run`"), HasSubstr("container")));
}

TEST_F(Control, HealthIsOneLineAndAnExitCode)
{
    EXPECT_EQ(ask({"health"}).exit, 1);
    const auto daemon = started();
    const auto result = ask({"health"});
    EXPECT_EQ(result.exit, 0);
    EXPECT_EQ(result.out, "ready: 1 of 1 provider in sync\n");
    EXPECT_EQ(json::parse(ask({"health", "--json"}).out),
              json::parse(R"({"version":1,"ready":true,"verdict":"1 of 1 provider in sync"})"));
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(Control, StatusSays2WhenTheFilesAreWrong)
{
    const auto daemon = started();
    host.write_file("config.yaml", "version: 2\n");
    static_cast<void>(systemd.wait_for("the files are wrong"));
    const auto result = ask({"status"});
    EXPECT_EQ(result.exit, 2);
    EXPECT_THAT(result.out, HasSubstr("! files  the files are wrong, configuration "));
    stop(*daemon);
}

TEST_F(Control, StatusGoesOnWhileItWatches)
{
    const auto daemon = started();
    const auto document = ask({"status", "--json"}).out;
    EXPECT_EQ(stop(*daemon).exit, 0);

    // In the daemon's place one whose moments can be told apart.
    boost::asio::io_context io;
    boost::asio::local::stream_protocol::acceptor place(
        io, boost::asio::local::stream_protocol::endpoint(host.path("run/control.sock")));
    Process watch(IDPSYNC_PROGRAM, {"status", "--watch", "--json", "--runtime-dir", host.path("run")});
    auto caller = place.accept();
    const std::string line = R"({"version":1,"status":)" + document.substr(0, document.size() - 1) + "}\n";
    boost::asio::write(caller, boost::asio::buffer(line + line));
    std::array<char, 256> request{};
    const auto size = caller.read_some(boost::asio::buffer(request));
    EXPECT_THAT(std::string(request.data(), size), HasSubstr("\"watch\":true"));
    caller.close();
    const auto result = watch.finish();
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.out, document + document);
    EXPECT_THAT(result.err, HasSubstr("the daemon stopped"));
}

TEST_F(Control, ReloadRepairsAndPrintsWhatApplyWould)
{
    const auto daemon = started();
    rename_in_netbird("Changed by hand");
    const auto result = ask({"reload"});
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("\"Changed by hand\""), HasSubstr("Plan: 1 to update"),
                      HasSubstr("updated  corp"), HasSubstr("Applied: 1 updated; 1 of 1 provider in sync.")));
    EXPECT_EQ(name_in_netbird(), "Corp");
    stop(*daemon);
}

TEST_F(Control, ReloadPrintsTheDocumentOfApply)
{
    const auto daemon = started();
    const auto document = json::parse(ask({"reload", "--json"}).out);
    EXPECT_EQ(document.at("in_sync"), true);
    EXPECT_EQ(document.at("plan").at("providers").at(0).at("key"), "corp");
    stop(*daemon);
}

TEST_F(Control, ReloadSays78AndWhyWhenAFileIsWrong)
{
    const auto daemon = started();
    write_config_with("type: oidc", "tipe: oidc");
    const auto result = ask({"reload"});
    EXPECT_EQ(result.exit, 78);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, AllOf(StartsWith(host.path("config.yaml:")), HasSubstr(": error: "),
                                  HasSubstr("tipe"), HasSubstr("goes on with the last good configuration")));
    EXPECT_EQ(status().at("config").at("files_differ"), true);
    stop(*daemon);
}

TEST_F(Control, ReloadSays1WhenNetBirdDoesNotAnswer)
{
    const auto daemon = started();
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.fail({.fault = sandbox::Fault::answered(500, "broken")});
        return 0;
    });
    const auto result = ask({"reload"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("error: "));
    stop(*daemon);
}

TEST_F(Control, ReloadKnowsTheKeysOfTheFiles)
{
    const auto daemon = started();
    EXPECT_EQ(ask({"reload", "corp"}).exit, 0);
    const auto result = ask({"reload", "corpp"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("did you mean corp?"));
    stop(*daemon);
}

TEST_F(Control, ReloadDoesWhatApplyIsRefused)
{
    const auto daemon = started();
    const auto apply = host.run({"apply", "--rebuild-ledger", "--yes"});
    EXPECT_EQ(apply.exit, 1);
    EXPECT_THAT(apply.err, HasSubstr("`netbird-idp-sync reload "));
    const auto reload = ask({"reload", "--rebuild-ledger", "--yes"});
    EXPECT_EQ(reload.exit, 0);
    EXPECT_THAT(reload.err, HasSubstr("the former ledger is "));
    EXPECT_THAT(reload.out, HasSubstr("an existing connector becomes managed"));
    stop(*daemon);
}

TEST_F(Control, PauseHoldsWritesBackUntilResume)
{
    auto daemon = started();
    const auto pause = ask({"pause", "2h"});
    EXPECT_EQ(pause.exit, 0);
    EXPECT_THAT(pause.out, HasSubstr("paused until "));
    rename_in_netbird("Changed by hand");
    const auto reload = ask({"reload"});
    EXPECT_EQ(reload.exit, 1);
    EXPECT_THAT(reload.err, HasSubstr("the daemon is paused: nothing was written"));
    EXPECT_THAT(ask({"status"}).out, HasSubstr("! paused  paused for 2h more"));
    stop(*daemon);
    static_cast<void>(systemd.wait_for("STOPPING=1"));

    daemon = host.begin({"run"}, {{"NOTIFY_SOCKET", systemd.path()}});
    static_cast<void>(systemd.wait_for("corp drifted"));
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
    EXPECT_THAT(ask({"resume"}).out, HasSubstr("resumed"));
    static_cast<void>(systemd.wait_for("1 of 1 provider in sync"));
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_THAT(ask({"resume"}).out, HasSubstr("was not paused"));
    EXPECT_THAT(stop(*daemon).err,
                AllOf(HasSubstr("\"event\":\"paused\""), HasSubstr("\"event\":\"resumed\"")));
}

TEST_F(Control, PauseTakesOnlyADuration)
{
    EXPECT_EQ(ask({"pause", "soon"}).exit, 64);
    const auto daemon = started();
    const auto result = ask({"pause", "31d"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("30 days"));
    stop(*daemon);
}

TEST_F(Control, TheSocketIsForOwnerAndGroupAndGoesWithTheDaemon)
{
    const auto daemon = started();
    struct stat found = {};
    ASSERT_EQ(::lstat(host.path("run/control.sock").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0660U);
    stop(*daemon);
    EXPECT_FALSE(host.has_file("run/control.sock"));
}

TEST_F(Control, ADaemonThatWasKilledLeavesNothingInTheWay)
{
    started()->signal(SIGKILL);
    const auto daemon = host.begin({"run"}, {{"NOTIFY_SOCKET", systemd.path()}});
    wait_for_pass();
    EXPECT_EQ(ask({"status"}).exit, 0);
    EXPECT_THAT(stop(*daemon).err, Not(HasSubstr("warning: ")));
}

TEST_F(Control, ADaemonWithoutASocketDoesItsWork)
{
    host.write_file("run", "a file is in the way");
    const auto daemon = started();
    EXPECT_EQ(name_in_netbird(), "Corp");
    const auto result = stop(*daemon);
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.err, HasSubstr("will not reach this daemon"));
}

TEST_F(Control, StopsAtOnceWhoeverIsConnected)
{
    const auto daemon = started();
    boost::asio::io_context io;
    std::vector<boost::asio::local::stream_protocol::socket> callers;
    for (int i = 0; i < 20; ++i)
    {
        callers.emplace_back(io);
        callers.back().connect(boost::asio::local::stream_protocol::endpoint(host.path("run/control.sock")));
    }
    EXPECT_EQ(stop(*daemon).exit, 0);
}

TEST_F(Control, NothingOfASecretIsShown)
{
    const auto daemon = started();
    host.rotate_secret("corp", "canary-rotated-secret");
    const auto reload = ask({"reload", "--json", "-v"});
    for (const auto& text :
         {reload.out, reload.err, ask({"status", "--json"}).out, ask({"status", "-v"}).out})
        EXPECT_THAT(text, Not(HasSubstr("canary")));
    stop(*daemon);
}

} // namespace
} // namespace idpsync::test
