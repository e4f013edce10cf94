#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <utility>

namespace idpsync::test {
namespace {

[[noreturn]] void fail(int code, const char* what)
{
    throw std::system_error(code, std::generic_category(), what);
}

class Descriptor
{
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }

    void close()
    {
        if (number_ >= 0)
            ::close(std::exchange(number_, -1));
    }

private:
    int number_;
};

struct Pipe
{
    Descriptor ours;
    Descriptor theirs;
};

/// A socket pair rather than a pipe: writing to one that the child has closed can be told not to raise
/// SIGPIPE.
Pipe make_pipe()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        fail(errno, "socketpair");
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// The strings of `texts` as exec wants them, valid as long as `texts`.
std::vector<char*> pointers_to(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

class FileActions
{
public:
    FileActions() { ::posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;

    void connect(int descriptor, int number)
    {
        ::posix_spawn_file_actions_adddup2(&actions_, descriptor, number);
    }

    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

/// What one stream has to give now. Closes it at its end.
void read_some(Descriptor& from, std::string& into)
{
    std::array<char, 4096> buffer{};
    const auto got = ::recv(from.get(), buffer.data(), buffer.size(), 0);
    if (got > 0)
        into.append(buffer.data(), static_cast<std::size_t>(got));
    else if (got == 0 || errno != EINTR)
        from.close();
}

/// Writes what the child takes now. Closes the stream when all is written, or the child reads no more.
void write_some(Descriptor& to, std::string_view& rest)
{
    const auto sent = ::send(to.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
        rest.remove_prefix(static_cast<std::size_t>(sent));
    const bool broken = sent < 0 && errno != EINTR && errno != EAGAIN;
    if (rest.empty() || broken)
        to.close();
}

void exchange(Descriptor& input, std::string_view text, Descriptor& out, Descriptor& err,
              ProcessResult& result)
{
    if (text.empty())
        input.close();
    while (input.is_open() || out.is_open() || err.is_open())
    {
        std::array<pollfd, 3> waiting{pollfd{input.get(), POLLOUT, 0}, pollfd{out.get(), POLLIN, 0},
                                      pollfd{err.get(), POLLIN, 0}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            fail(errno, "poll");
        if (waiting[0].revents != 0)
            write_some(input, text);
        if (waiting[1].revents != 0)
            read_some(out, result.out);
        if (waiting[2].revents != 0)
            read_some(err, result.err);
    }
}

} // namespace

struct Process::Streams
{
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
};

Process::Process(const std::string& program, const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment, std::optional<int> standard_error)
    : streams_(std::make_unique<Streams>())
{
    std::vector<std::string> argument_texts{program};
    argument_texts.insert(argument_texts.end(), arguments.begin(), arguments.end());
    std::vector<std::string> environment_texts;
    for (const auto& [name, value] : environment)
        environment_texts.push_back(name + '=' + value);

    FileActions actions;
    actions.connect(streams_->in.theirs.get(), STDIN_FILENO);
    actions.connect(streams_->out.theirs.get(), STDOUT_FILENO);
    actions.connect(standard_error.value_or(streams_->err.theirs.get()), STDERR_FILENO);
    const int code = ::posix_spawn(&child_, program.c_str(), actions.get(), nullptr,
                                   pointers_to(argument_texts).data(), pointers_to(environment_texts).data());
    if (code != 0)
        fail(code, program.c_str());
    streams_->in.theirs.close();
    streams_->out.theirs.close();
    streams_->err.theirs.close();
}

Process::~Process()
{
    if (child_ <= 0)
        return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

void Process::signal(int number) const
{
    if (::kill(child_, number) != 0)
        fail(errno, "kill");
}

ProcessResult Process::finish(const std::string& input)
{
    ProcessResult result;
    exchange(streams_->in.ours, input, streams_->out.ours, streams_->err.ours, result);
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0)
        if (errno != EINTR)
            fail(errno, "waitpid");
    child_ = 0;
    result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return result;
}

ProcessResult run(const std::string& program, const std::vector<std::string>& arguments,
                  const std::map<std::string, std::string>& environment, const std::string& input)
{
    return Process(program, arguments, environment).finish(input);
}

} // namespace idpsync::test
