#include "service/server_readback.hpp"

#include "core/text.hpp"
#include "json/text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>

namespace idpsync::service {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view helper_name = "server-readback";
constexpr std::string_view installed_in = "../lib/netbird-idp-sync";
constexpr std::size_t largest_answer = 1U << 20U;
constexpr std::chrono::seconds patience_with_it{20}; // it gives up by itself after 10
constexpr int behind_standard_error = STDERR_FILENO + 1;

/// Beside this program where it was built, below lib where it was installed.
std::optional<std::string> helper_path()
{
    std::error_code failed;
    const auto own = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const auto& place : {own / helper_name, own / installed_in / helper_name})
        if (!failed && ::access(place.c_str(), X_OK) == 0)
            return place.string();
    return std::nullopt;
}

/// A pipe; each end is closed once.
class HelperPipe
{
public:
    HelperPipe() { made_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
    ~HelperPipe()
    {
        close(0);
        close(1);
    }
    HelperPipe(const HelperPipe&) = delete;
    HelperPipe& operator=(const HelperPipe&) = delete;

    [[nodiscard]] bool made() const { return made_; }
    [[nodiscard]] int end(std::size_t which) const { return ends_[which]; }
    void close(std::size_t which)
    {
        if (ends_[which] >= 0)
            ::close(ends_[which]);
        ends_[which] = -1;
    }

private:
    std::array<int, 2> ends_{-1, -1};
    bool made_ = false;
};

std::optional<pid_t> spawned(const std::string& path, const HelperPipe& to, const HelperPipe& from)
{
    posix_spawn_file_actions_t files{};
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, to.end(0), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, from.end(1), STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, behind_standard_error);
    std::string name = path;
    const std::array<char*, 2> arguments{name.data(), nullptr};
    pid_t child = 0;
    const auto failed = ::posix_spawn(&child, path.c_str(), &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    return failed == 0 ? std::optional(child) : std::nullopt;
}

void send_all(int to, std::string_view text)
{
    while (!text.empty())
    {
        const auto count = ::write(to, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return; // it has ended; what it said tells why
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

/// What it prints until it ends; nothing: it takes too long, or says far too much.
std::optional<std::string> all_said(int from)
{
    const auto until = std::chrono::steady_clock::now() + patience_with_it;
    std::string text;
    while (text.size() < largest_answer)
    {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd waiting{.fd = from, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0)
            return std::nullopt;
        std::array<char, 4096> buffer{};
        const auto count = ::read(from, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return std::nullopt;
}

Result<std::string> helper_output(const std::string& path, const std::string& input)
{
    HelperPipe to;
    HelperPipe from;
    const auto child = to.made() && from.made() ? spawned(path, to, from) : std::nullopt;
    if (!child)
        return Error{ErrorKind::storage, escaped(path) + " cannot be run"};
    to.close(0);
    from.close(1);
    send_all(to.end(1), input);
    to.close(1);
    auto output = all_said(from.end(0));
    if (!output)
        ::kill(*child, SIGKILL);
    int status = 0;
    while (::waitpid(*child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!output)
        return Error{ErrorKind::timed_out, escaped(path) + " did not end in time"};
    return std::move(*output);
}

std::string question_for(const boost::urls::url& address, const net::ClientOptions& reach)
{
    boost::json::object question{{"url", std::string(address.buffer())},
                                 {"no_proxy", reach.no_proxy},
                                 {"user_agent", reach.user_agent}};
    const auto add = [&](const char* name, const std::optional<std::string>& value) {
        if (value)
            question[name] = *value;
    };
    add("ca_pem", reach.ca_pem);
    add("ca_name", reach.ca_name);
    add("proxy", reach.proxy);
    return boost::json::serialize(question);
}

Result<std::string> answer_of_helper(const std::string& output)
{
    const auto document = parse_object(output);
    if (!document)
        return Error{ErrorKind::transport, "the program that asks the server ended without an answer"};
    if (const auto message = text_member(*document, "error"))
        return Error{ErrorKind::transport, *message, text_member(*document, "next").value_or("")};
    return output;
}

} // namespace

Result<std::string> read_back(const std::vector<boost::urls::url>& addresses, const net::ClientOptions& reach)
{
    const auto helper = helper_path();
    if (!helper)
        return Error{ErrorKind::storage,
                     "the program " + std::string(helper_name) + ", which asks the server, is not installed",
                     "install the package netbird-idp-sync, or put it beside this program"};
    std::optional<Error> first;
    for (const auto& address : addresses)
    {
        auto input = question_for(address, reach);
        const auto output = helper_output(*helper, input);
        wipe(input);
        auto answer = output.has_value() ? answer_of_helper(*output) : Result<std::string>(output.error());
        if (answer.has_value())
            return answer;
        if (!first)
            first = answer.error().with_context(escaped(address.buffer()));
    }
    return first.value_or(Error{ErrorKind::transport, "NetBird has no address"});
}

} // namespace idpsync::service
