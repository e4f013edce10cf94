// SIGTERM and SIGINT to the real program, in the middle of whatever it does. How long it takes is measured by
// ./dev bench.

#include "cli/daemon_host.hpp"
#include "support/event_catalogue.hpp"
#include "support/matchers.hpp"
#include "support/raw_server.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;

constexpr auto connectors = "/api/identity-providers";
const std::string throttled = R"({"message":"too many requests","code":429})";

/// A moment: what is started, and what is waited for.
struct Moment
{
    const char* name;
    void (*reach)(DaemonHost& host);
};

/// The first request to NetBird's API with that method meets a fault, and the daemon is at it.
void meet(DaemonHost& host, const std::string& method, Fault fault, std::optional<std::size_t> times = 1)
{
    host.fail({.method = method, .path = "/api/", .times = times, .fault = std::move(fault)});
    host.start();
    if (method == "GET")
        host.wait_for_reads(1);
    else
        host.wait_for_writes(1);
}

/// The same for a write that puts right what somebody changed.
void meet_while_repairing(DaemonHost& host, Fault fault)
{
    host.start_in_sync();
    host.fail({.method = "PUT", .path = "/api/", .fault = std::move(fault)});
    host.rename_in_netbird("Changed by hand");
    const auto before = host.writes();
    host.daemon->signal(SIGHUP);
    host.wait_for_writes(before + 1);
}

/// The same while one of two connectors is deleted.
void delete_one(DaemonHost& host, sandbox::FaultRule rule)
{
    host.installation.declare("other");
    host.start();
    host.wait_for_status("2 of 2 providers in sync");
    host.fail(std::move(rule));
    host.installation.forget("other");
    host.installation.write_configuration();
    host.installation.write_file("config.yaml", host.installation.read_file("config.yaml") +
                                                    "  other:\n    state: absent\n");
    host.daemon->signal(SIGHUP);
}

void hang_in_the_delete(DaemonHost& host)
{
    delete_one(host, {.method = "DELETE", .fault = Fault::hang()});
    host.wait_for_writes(3);
}

void hang_in_the_list_before_the_delete(DaemonHost& host)
{
    delete_one(host, {.method = "GET", .path = connectors, .skip = 1, .fault = Fault::hang()});
    // Two in the pass before: the list, and what was written read back.
    host.wait_for_reads(4);
}

void use_a_server_that_is_not_there(DaemonHost& host)
{
    const ClosedPort closed;
    host.installation.set_url("http://127.0.0.1:" + std::to_string(closed.port()));
    host.start();
    host.wait_for_status("not well: ");
}

void use_a_server_that_swallows_connections(DaemonHost& host)
{
    static const BlackHole nobody;
    host.installation.set_url("http://127.0.0.1:" + std::to_string(nobody.port()));
    host.start();
}

void use_a_name_that_nobody_knows(DaemonHost& host)
{
    host.installation.set_url("http://netbird.invalid:1");
    host.installation.set_management("allow_http: true");
    host.start();
}

void use_a_wrong_token(DaemonHost& host)
{
    host.installation.write_file("token", "nbp_wrong\n");
    host.start();
    host.wait_for_reads(1);
}

void use_no_token(DaemonHost& host)
{
    std::filesystem::remove(host.installation.path("token"));
    host.start();
    host.wait_for_status("management.token");
}

void read_a_secret_that_was_just_written(DaemonHost& host)
{
    std::filesystem::last_write_time(host.installation.path("secrets/corp"),
                                     std::filesystem::file_time_type::clock::now());
    host.start();
}

void reload_a_hundred_times(DaemonHost& host)
{
    host.start_in_sync();
    for (int time = 0; time < 100; ++time)
        host.daemon->signal(SIGHUP);
}

void reload_while_the_list_hangs(DaemonHost& host)
{
    meet(host, "GET", Fault::hang());
    host.daemon->signal(SIGHUP);
}

void change_a_file(DaemonHost& host)
{
    host.start_in_sync();
    host.replace_in_config("name: Corp", "name: Corporate");
}

void break_a_file(DaemonHost& host)
{
    host.start_in_sync();
    host.replace_in_config("name: Corp", "nonsense: Corp");
    host.wait_for_status("the files are wrong");
}

void feed_the_watchdog(DaemonHost& host)
{
    host.environment["WATCHDOG_USEC"] = "2000";
    host.start();
    host.wait_for_status("WATCHDOG=1");
}

const Moment moments[] = {
    {"WhenItIsReady", [](DaemonHost& host) { host.start(); }},
    {"WhenNothingIsToDo", [](DaemonHost& host) { host.start_in_sync(); }},
    {"WithDebugLines", [](DaemonHost& host) { host.start({"-v"}); }},
    {"WhenNetBirdRefusesConnections", use_a_server_that_is_not_there},
    {"WhenConnectionsAreSwallowed", use_a_server_that_swallows_connections},
    {"WhileANameIsLookedUp", use_a_name_that_nobody_knows},
    {"WhileTheListHangs", [](DaemonHost& host) { meet(host, "GET", Fault::hang()); }},
    {"WhileTheListDrips", [](DaemonHost& host) { meet(host, "GET", Fault::dripping(1, 1h)); }},
    {"WhenTheListIsCutOff", [](DaemonHost& host) { meet(host, "GET", Fault::truncated(1), {}); }},
    {"WhenTheListSaysMoreThanItHolds", [](DaemonHost& host) { meet(host, "GET", Fault::mislabeled(4096)); }},
    {"WhenConnectionsAreReset", [](DaemonHost& host) { meet(host, "GET", Fault::reset(), {}); }},
    {"WhenAProxySaysThatNetBirdIsDown",
     [](DaemonHost& host) { meet(host, "GET", Fault::answered(503, ""), {}); }},
    {"WhileTheListIsThrottled",
     [](DaemonHost& host) { meet(host, "GET", Fault::answered(429, throttled, "application/json"), {}); }},
    {"WhileTheAccountHangs",
     [](DaemonHost& host) {
         // A list without what was there before is not believed at once.
         host.start_in_sync();
         host.remove_from_netbird();
         host.fail({.path = "/api/accounts", .fault = Fault::hang()});
         const auto before = host.reads();
         host.daemon->signal(SIGHUP);
         host.wait_for_reads(before + 2);
     }},
    {"WhileACreateHangs", [](DaemonHost& host) { meet(host, "POST", Fault::hang()); }},
    {"WhileACreateTakesLong", [](DaemonHost& host) { meet(host, "POST", Fault::delayed(1h)); }},
    {"WhileTheAnswerToACreateDrips", [](DaemonHost& host) { meet(host, "POST", Fault::dripping(1, 1h)); }},
    {"WhenTheAnswerToACreateIsCutOff", [](DaemonHost& host) { meet(host, "POST", Fault::truncated(1)); }},
    {"WhileALostCreateSettles", [](DaemonHost& host) { meet(host, "POST", Fault::cut_after()); }},
    {"WhileACreateIsThrottled",
     [](DaemonHost& host) { meet(host, "POST", Fault::answered(429, throttled, "application/json"), {}); }},
    {"WhileWhatWasWrittenIsReadBack",
     [](DaemonHost& host) {
         host.fail({.method = "GET", .path = connectors, .skip = 1, .fault = Fault::hang()});
         host.start();
         host.wait_for_reads(2);
     }},
    {"WhileAnUpdateHangs", [](DaemonHost& host) { meet_while_repairing(host, Fault::hang()); }},
    {"WhileTheAnswerToAnUpdateDrips",
     [](DaemonHost& host) { meet_while_repairing(host, Fault::dripping(1, 1h)); }},
    {"WhenTheAnswerToAnUpdateIsLost",
     [](DaemonHost& host) { meet_while_repairing(host, Fault::cut_after()); }},
    {"WhileADeleteHangs", hang_in_the_delete},
    {"WhileTheListBeforeADeleteHangs", hang_in_the_list_before_the_delete},
    {"WhileTheTokenIsRefused", use_a_wrong_token},
    {"WhileThereIsNoToken", use_no_token},
    {"WhileASecretIsReadAgain", read_a_secret_that_was_just_written},
    {"AfterAHundredReloads", reload_a_hundred_times},
    {"WithAReloadThatWaits", reload_while_the_list_hangs},
    {"WhileAChangedFileSettles", change_a_file},
    {"WhileAFileIsWrong", break_a_file},
    {"WhileTheWatchdogIsFed", feed_the_watchdog},
};

class ShutdownOfTheDaemon : public ::testing::TestWithParam<Moment>
{};

void expect_events_of_the_catalogue(const std::string& log)
{
    std::stringstream lines(log);
    for (std::string line; std::getline(lines, line);)
        EXPECT_EQ(violation_of_line(line), "") << line;
}

TEST_P(ShutdownOfTheDaemon, IsInOrder)
{
    for (const int signal : {SIGTERM, SIGINT})
    {
        DaemonHost host;
        GetParam().reach(host);
        const auto result = host.stop(signal);
        EXPECT_EQ(result.exit, 0);
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr("\"event\":\"stopped\""));
        expect_events_of_the_catalogue(result.err);
        host.expect_a_ledger_that_knows_every_connector();
    }
}

INSTANTIATE_TEST_SUITE_P(At, ShutdownOfTheDaemon, ::testing::ValuesIn(moments),
                         [](const auto& info) { return std::string(info.param.name); });

/// A log that nobody takes away: `ours` and what the daemon writes to.
struct DeafLog
{
    DeafLog() = default;
    ~DeafLog()
    {
        ::close(ours);
        ::close(theirs);
    }
    DeafLog(const DeafLog&) = delete;
    DeafLog& operator=(const DeafLog&) = delete;

    int ours = -1;
    int theirs = -1;
};

void fill(int descriptor)
{
    const int flags = ::fcntl(descriptor, F_GETFL);
    ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
    const std::string filler(4096, '.');
    while (::write(descriptor, filler.data(), filler.size()) > 0)
        continue;
    ::fcntl(descriptor, F_SETFL, flags);
}

void full_pipe(DeafLog& log)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    log.ours = ends[0];
    log.theirs = ends[1];
    fill(log.theirs);
}

void pipe_without_a_reader(DeafLog& log)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    ::close(ends[0]);
    log.theirs = ends[1];
}

void full_socket(DeafLog& log)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    log.ours = ends[0];
    log.theirs = ends[1];
    fill(log.theirs);
}

void stopped_terminal(DeafLog& log)
{
    log.ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_EQ(::grantpt(log.ours), 0);
    ASSERT_EQ(::unlockpt(log.ours), 0);
    log.theirs = ::open(::ptsname(log.ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_EQ(::tcflow(log.theirs, TCOOFF), 0);
}

struct Deafness
{
    const char* name;
    void (*make)(DeafLog& log);
};

class DeafLogReader : public ::testing::TestWithParam<Deafness>
{};

TEST_P(DeafLogReader, HindersNeitherPassesNorTheEnd)
{
    DeafLog log;
    GetParam().make(log);
    DaemonHost host;
    host.start_logging_to(log.theirs);
    host.wait_for_status("1 of 1 provider in sync");
    for (int change = 0; change < 20; ++change)
    {
        host.rename_in_netbird("Changed by hand");
        host.daemon->signal(SIGHUP);
        host.wait_for_name("Corp");
    }
    EXPECT_EQ(::fcntl(log.theirs, F_GETFL) & O_NONBLOCK, 0);
    EXPECT_EQ(host.stop().exit, 0);
    host.expect_a_ledger_that_knows_every_connector();
}

TEST(DaemonWithADeafLog, WorksWithoutAControlSocket)
{
    DeafLog log;
    full_pipe(log);
    DaemonHost host;
    host.installation.write_file("not-a-directory", "");
    host.start_logging_to(log.theirs, "not-a-directory");
    host.wait_for_status("1 of 1 provider in sync");
    EXPECT_EQ(host.stop().exit, 0);
}

INSTANTIATE_TEST_SUITE_P(Behind, DeafLogReader,
                         ::testing::Values(Deafness{"AFullPipe", full_pipe},
                                           Deafness{"APipeWithoutAReader", pipe_without_a_reader},
                                           Deafness{"AFullSocket", full_socket},
                                           Deafness{"AStoppedTerminal", stopped_terminal}),
                         [](const auto& info) { return std::string(info.param.name); });

} // namespace
} // namespace idpsync::test
