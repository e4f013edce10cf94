#include "service/system/program.hpp"

#include "core/secret.hpp"
#include "core/text.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

namespace {

/// "\r\n" behind the longest output.
constexpr std::size_t room_for_line_end = 2;
/// Above those that a program has: what is moved to its place is not overwritten on the way.
constexpr int first_free = 10;
constexpr int report_number = STDERR_FILENO + 1;

class Handle
{
public:
    explicit Handle(int number = -1) : number_(number) {}
    Handle(Handle&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Handle& operator=(Handle&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Handle() { close(); }

    void close()
    {
        if (const int number = std::exchange(number_, -1); number >= 0)
            ::close(number);
    }
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] int release() { return std::exchange(number_, -1); }
    [[nodiscard]] explicit operator bool() const { return number_ >= 0; }

private:
    int number_;
};

struct Pipe
{
    Handle read;
    Handle write;
};

/// Not among the numbers of standard input, output and error.
Handle moved_up(int number)
{
    const Handle low(number);
    return Handle(number < 0 ? -1 : ::fcntl(number, F_DUPFD_CLOEXEC, first_free));
}

std::optional<Pipe> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return std::nullopt;
    Pipe pipe{moved_up(ends[0]), moved_up(ends[1])};
    return pipe.read && pipe.write ? std::optional(std::move(pipe)) : std::nullopt;
}

Error program_cannot(std::string_view what, int code, std::string next = {})
{
    return {ErrorKind::bad_config,
            "it cannot be " + std::string(what) + ": " + std::generic_category().message(code),
            std::move(next)};
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts)
{
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (const auto& text : texts)
        out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

/// What a child needs between fork and exec, where memory must not be asked for.
struct Preparation
{
    std::vector<char*> words;
    std::vector<char*> environment;
    const char* directory;
    const std::optional<ProgramStart::User>& user;
    int nothing; ///< /dev/null
    int output;
    int report;
};

void reset_signals()
{
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool become(const std::optional<ProgramStart::User>& user)
{
    return !user || (::setgroups(user->groups.size(), user->groups.data()) == 0 &&
                     ::setresgid(user->group, user->group, user->group) == 0 &&
                     ::setresuid(user->user, user->user, user->user) == 0);
}

/// In the child. Tells the errno of what failed, negative where it was the directory.
[[noreturn]] void execute(const Preparation& prepared)
{
    reset_signals();
    const bool ready =
        ::setsid() >= 0 && ::dup2(prepared.nothing, STDIN_FILENO) >= 0 &&
        ::dup2(prepared.output, STDOUT_FILENO) >= 0 && ::dup2(prepared.nothing, STDERR_FILENO) >= 0 &&
        ::dup3(prepared.report, report_number, O_CLOEXEC) >= 0 &&
        ::close_range(report_number + 1, ~0U, 0) == 0 && become(prepared.user) &&
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
    int code = 0;
    if (ready && ::chdir(prepared.directory) != 0)
        code = -errno;
    else
    {
        if (ready)
            ::execve(prepared.words[0], prepared.words.data(), prepared.environment.data());
        code = errno;
    }
    static_cast<void>(!::write(report_number, &code, sizeof code));
    ::_exit(127);
}

/// What a child reported before its program began; 0: it began.
int reported(const Handle& report)
{
    int code = 0;
    ssize_t got = 0;
    do
        got = ::read(report.get(), &code, sizeof code);
    while (got < 0 && errno == EINTR);
    return got == sizeof code ? code : 0;
}

std::string advice_on(int code)
{
    if (code == ENOEXEC)
        return "let its first line name its interpreter, as #!/bin/sh does";
    return code == EACCES ? "let its mode allow running it: chmod a+rx" : "";
}

Error not_run(int code, const ProgramStart& how)
{
    if (code > 0)
        return program_cannot("run", code, advice_on(code));
    return program_cannot("run in " + escaped(how.directory), -code, "let its user enter that directory");
}

} // namespace

Result<std::unique_ptr<Program>> Program::start(const asio::any_io_executor& executor,
                                                const ProgramStart& how)
{
    auto output = make_pipe();
    auto report = make_pipe();
    const auto nothing = moved_up(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!output || !report || !nothing || ::fcntl(output->read.get(), F_SETFL, O_NONBLOCK) != 0)
        return program_cannot("started", errno);
    const Preparation prepared{
        pointers_to(how.words), pointers_to(how.environment), how.directory.c_str(), how.user,
        nothing.get(),          output->write.get(),          report->write.get()};
    const auto pid = ::fork();
    if (pid == 0)
        execute(prepared);
    if (pid < 0)
        return program_cannot("started", errno);
    report->write.close();
    output->write.close();
    const int code = reported(report->read);
    const int process = code != 0 ? -1 : static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (process >= 0)
        return std::unique_ptr<Program>(new Program(executor, pid, process, output->read.release()));
    const auto why = code != 0 ? not_run(code, how) : program_cannot("watched", errno);
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return why;
}

Program::Program(const asio::any_io_executor& executor, pid_t pid, int process, int output)
    : pid_(pid),
      process_(executor, process),
      output_(executor, output),
      printed_(reconcile::longest_output + room_for_line_end + 1, '\0')
{}

Program::~Program()
{
    kill_and_reap();
    wipe(printed_);
}

asio::awaitable<void> Program::run()
{
    // Whoever it started may keep its output open; what it closes itself does not end it.
    co_await (exited() || read());
    if (!full())
        co_await exited();
    drain();
}

asio::awaitable<void> Program::read()
{
    boost::system::error_code failure;
    while (!failure && !full())
    {
        const auto space = asio::buffer(printed_.data() + used_, printed_.size() - used_);
        used_ += co_await output_.async_read_some(space, asio::redirect_error(asio::use_awaitable, failure));
    }
}

asio::awaitable<void> Program::exited()
{
    boost::system::error_code failure;
    co_await process_.async_wait(asio::posix::stream_descriptor::wait_read,
                                 asio::redirect_error(asio::use_awaitable, failure));
}

/// What it printed right before its end.
void Program::drain()
{
    while (!full())
    {
        const auto got = ::read(output_.native_handle(), printed_.data() + used_, printed_.size() - used_);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        used_ += static_cast<std::size_t>(got);
    }
}

/// The group first: while its leader was not waited for, nobody else can have its number.
int Program::kill_and_reap()
{
    const auto pid = std::exchange(pid_, 0);
    if (pid == 0)
        return 0;
    ::kill(-pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    // What else was in the group is ours only where this process is the first of all.
    while (::waitpid(-pid, nullptr, WNOHANG) > 0)
        continue;
    return status;
}

ProgramEnd Program::end(bool in_time)
{
    const int status = kill_and_reap();
    if (full())
        return {ProgramEnd::Kind::too_long, 0};
    if (!in_time)
        return {ProgramEnd::Kind::timed_out, 0};
    return WIFSIGNALED(status) ? ProgramEnd{ProgramEnd::Kind::signalled, WTERMSIG(status)}
                               : ProgramEnd{ProgramEnd::Kind::exited, WEXITSTATUS(status)};
}

std::string Program::take_output()
{
    printed_.resize(used_);
    return std::move(printed_);
}

} // namespace idpsync::service
