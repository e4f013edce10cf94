// Programs that print a secret, as they really run.

#include "service/system/posix_files_fixture.hpp"
#include "service/system/program_runner.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace idpsync::service {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

class RunProgram : public PosixFilesTest
{
protected:
    RunProgram()
    {
        // Whoever else may run a program may get to it.
        fs::permissions(directory.path(), fs::perms(0755));
        // What a program leaves behind becomes ours, so that its end can be waited for.
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    }

    std::string script(const std::string& text, fs::perms mode = fs::perms(0755))
    {
        write("program", "#!/bin/sh\n" + text + "\n");
        fs::permissions(directory / "program", mode);
        return directory / "program";
    }

    void begin(SecretSource::Command command)
    {
        command.directory = directory.path();
        command_ = std::move(command);
        asio::co_spawn(io, runner().output_of(command_),
                       asio::bind_cancellation_slot(
                           cancel.slot(), [this](std::exception_ptr failure, Result<std::string> output) {
                               ended = true;
                               if (!failure)
                                   result = std::move(output);
                           }));
        io.restart();
        io.poll();
    }

    void finish()
    {
        while (!ended)
            io.run_one();
    }

    /// What it printed, or "error: …".
    std::string output(const std::vector<std::string>& words)
    {
        ended = false;
        begin({.variables = {}, .words = words, .directory = {}});
        finish();
        return result.has_error() ? "error: " + result.error().text() : *result;
    }
    std::string output_of(const std::string& text) { return output({script(text)}); }

    /// Nothing that was started runs any more, or waits for its parent.
    static bool is_gone(pid_t child)
    {
        int status = 0;
        while (::waitpid(child, &status, 0) < 0)
            if (errno != EINTR)
                return errno == ECHILD;
        return true;
    }
    /// A program leads its group, and its end is not ours to wait for. What it had started was killed with
    /// it, or is just ending.
    static bool leaves_nothing()
    {
        siginfo_t child = {};
        while (::waitid(P_ALL, 0, &child, WEXITED | WNOWAIT) == 0)
            if (::getpgid(child.si_pid) == child.si_pid || !is_gone(child.si_pid))
                return false;
        return errno == ECHILD;
    }

    ProgramRunner& runner()
    {
        if (!runner_)
            runner_.emplace(io.get_executor(), clock,
                            SecretAccess{[this](const std::string& name) {
                                             const auto found = variables.find(name);
                                             return found == variables.end() ? std::nullopt
                                                                             : std::optional(found->second);
                                         },
                                         "netbird-idp-sync.service", directory / "state"});
        return *runner_;
    }

    asio::io_context io{1};
    test::ManualClock clock;
    std::map<std::string, std::string> variables;
    asio::cancellation_signal cancel;
    bool ended = false;
    Result<std::string> result = std::string();

private:
    SecretSource::Command command_;
    std::optional<ProgramRunner> runner_;
};

TEST_F(RunProgram, GivesWhatItPrints)
{
    EXPECT_EQ(output_of("echo s3cret"), "s3cret\n");
    EXPECT_EQ(output_of("printf '%s' s3cret; echo noise >&2"), "s3cret");
    EXPECT_EQ(output_of(":"), "");
    EXPECT_TRUE(leaves_nothing());
}

TEST_F(RunProgram, IsReadByNoShell)
{
    const auto program = script("for word; do printf '<%s>' \"$word\"; done");
    EXPECT_EQ(output({program, "$(id)", "a b", "*", "; echo x", "", "|"}), "<$(id)><a b><*><; echo x><><|>");
}

TEST_F(RunProgram, GetsNothingOfOurs)
{
    ::setenv("LEAK", "not-for-programs", 1);
    const auto seen = output_of("env; pwd; readlink /proc/self/fd/0 /proc/self/fd/2; ls /proc/self/fd; "
                                "grep -E '^(SigIgn|SigBlk|NoNewPrivs):' /proc/self/status; cat");
    ::unsetenv("LEAK");
    EXPECT_THAT(seen,
                AllOf(Not(HasSubstr("LEAK")), HasSubstr("PATH="), HasSubstr("\n" + directory.path() + "\n"),
                      HasSubstr("/dev/null\n/dev/null\n0\n1\n2\n3\nSig"), HasSubstr("NoNewPrivs:\t1")));
    EXPECT_THAT(seen, AllOf(HasSubstr("SigIgn:\t0000000000000000"), HasSubstr("SigBlk:\t0000000000000000")));
}

TEST_F(RunProgram, GetsTheVariablesThatAreDeclared)
{
    ended = false;
    begin({.variables = {"KEY=a b", "HOME=/srv"}, .words = {script("echo \"$KEY $HOME\"")}, .directory = {}});
    finish();
    EXPECT_EQ(*result, "a b /srv\n");
}

TEST_F(RunProgram, SaysHowItEnded)
{
    EXPECT_THAT(output_of("echo not-a-real-secret; exit 3"),
                AllOf(StartsWith("error: it ended with exit code 3"), Not(HasSubstr("not-a-real-secret"))));
    EXPECT_THAT(output_of("kill -9 $$"), StartsWith("error: signal 9 ended it"));
    EXPECT_THAT(output_of("exec >&-; exit 4"), StartsWith("error: it ended with exit code 4"));
    EXPECT_TRUE(leaves_nothing());
}

TEST_F(RunProgram, IsEndedWhenItPrintsTooMuch)
{
    EXPECT_THAT(output({"/usr/bin/yes"}), StartsWith("error: it printed more than 4096 bytes"));
    EXPECT_EQ(output_of("head -c 4096 /dev/zero | tr '\\0' a; echo").size(), 4097U);
    EXPECT_THAT(output_of("head -c 4099 /dev/zero | tr '\\0' a"),
                StartsWith("error: it printed more than 4096"));
    EXPECT_TRUE(leaves_nothing());
}

TEST_F(RunProgram, IsEndedWithAllThatItStartedWhenItsTimeIsUp)
{
    ASSERT_EQ(::mkfifo((directory / "pipe").c_str(), 0600), 0);
    begin({.variables = {},
           .words = {script("sleep 1000 & echo $! >'" + (directory / "pipe") + "'; wait")},
           .directory = {}});
    pid_t child = 0;
    std::ifstream(directory / "pipe") >> child; // waits until both run
    ASSERT_GT(child, 0);
    EXPECT_FALSE(ended);
    clock.advance(10s);
    finish();
    ASSERT_TRUE(result.has_error());
    EXPECT_THAT(result.error().text(), StartsWith("it did not end within 10 s and was ended"));
    EXPECT_TRUE(is_gone(child));
    EXPECT_TRUE(leaves_nothing());
}

TEST_F(RunProgram, EndsWhatItLeavesBehind)
{
    const auto printed = output_of("sleep 1000 & echo $!");
    EXPECT_TRUE(is_gone(std::stoi(printed)));
}

TEST_F(RunProgram, IsEndedWhenNobodyWaitsForItAnyMore)
{
    ASSERT_EQ(::mkfifo((directory / "pipe").c_str(), 0600), 0);
    begin({.variables = {},
           .words = {script("echo $$ >'" + (directory / "pipe") + "'; exec sleep 1000")},
           .directory = {}});
    pid_t child = 0;
    std::ifstream(directory / "pipe") >> child;
    cancel.emit(asio::cancellation_type::terminal);
    finish();
    EXPECT_TRUE(is_gone(child));
    EXPECT_TRUE(leaves_nothing());
}

TEST_F(RunProgram, RefusesWhatOthersMayWrite)
{
    EXPECT_THAT(output({script("echo a", fs::perms(0775))}),
                HasSubstr("others may write " + (directory / "program")));
    const auto program = script("echo a");
    fs::permissions(directory.path(), fs::perms(0777));
    EXPECT_THAT(output({program}), HasSubstr("run: chmod o-w " + directory.path()));
    fs::permissions(directory.path(), fs::perms(0755));
    fs::create_symlink(program, directory / "link");
    EXPECT_EQ(output({directory / "link"}), "a\n");
    if (::geteuid() == 0)
    {
        ASSERT_EQ(::chown(program.c_str(), 65534, 65534), 0);
        EXPECT_THAT(output({directory / "link"}), HasSubstr(program + " belongs to uid 65534"));
    }
}

TEST_F(RunProgram, SaysWhyItCannotBeRun)
{
    EXPECT_EQ(output({directory / "missing"}),
              "error: there is no such program; install it, or correct its path");
    EXPECT_THAT(output({directory.path()}), HasSubstr("is no program")) << "a directory";
    EXPECT_THAT(output({script("echo a", fs::perms(0600))}),
                HasSubstr("it cannot be run: Permission denied; let its mode"));
    write("program", "echo a\n");
    fs::permissions(directory / "program", fs::perms(0755));
    EXPECT_THAT(output({directory / "program"}), HasSubstr("let its first line name its interpreter"));
    EXPECT_TRUE(leaves_nothing());
}

TEST_F(RunProgram, RunsNothingWhereItIsOff)
{
    variables["IDPSYNC_COMMANDS"] = "off";
    EXPECT_THAT(output_of("touch '" + (directory / "ran") + "'"), HasSubstr("IDPSYNC_COMMANDS=off"));
    EXPECT_FALSE(fs::exists(directory / "ran"));
}

TEST_F(RunProgram, RunsForRootAsTheOwnerOfTheStateDirectory)
{
    fs::create_directory(directory / "state");
    const uid_t user = ::geteuid() == 0 ? 65534 : ::geteuid();
    if (::geteuid() == 0)
        ASSERT_EQ(::chown((directory / "state").c_str(), user, user), 0);
    EXPECT_EQ(output_of("id -u"), std::to_string(user) + "\n");
}

} // namespace
} // namespace idpsync::service
