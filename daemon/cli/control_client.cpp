#include "cli/control_client.hpp"

#include "core/text.hpp"
#include "service/control/socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>

namespace idpsync::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// Far more than the state of a thousand providers.
constexpr std::size_t longest_answer = 64U << 20U;

Error nobody(const std::string& path, int code)
{
    return {ErrorKind::transport,
            "no daemon answers at " + escaped(path) + ": " + std::generic_category().message(code),
            how_to_reach_one(::access("/run/systemd/system", F_OK) == 0)};
}

Error connect_failure(const std::string& path, int code)
{
    if (code == EACCES || code == EPERM)
        return {ErrorKind::forbidden, "the daemon's socket " + escaped(path) + " is not for this user",
                "run it as root"};
    if (code == EAGAIN)
        return {ErrorKind::transport, "the daemon at " + escaped(path) + " is too busy",
                "try again in a moment"};
    return nobody(path, code);
}

int connect_to(int socket, const std::string& path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path))
        return ENAMETOOLONG;
    std::memcpy(address.sun_path, path.data(), path.size());
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? 0 : errno;
}

/// 0 or an errno.
int send_all(int socket, std::string_view text)
{
    while (!text.empty())
    {
        const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return errno;
        if (sent > 0)
            text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return 0;
}

/// For poll(): -1 is for ever.
int milliseconds_until(const std::optional<Clock::time_point>& deadline)
{
    if (!deadline)
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

} // namespace

std::string how_to_reach_one(bool under_systemd)
{
    const std::string start =
        under_systemd ? "`systemctl start netbird-idp-sync`"
                      : "`netbird-idp-sync run` starts it, in a container when the container starts";
    return "is it running? " + start + ", or name another one with --instance or --runtime-dir";
}

ControlClient::~ControlClient()
{
    if (socket_ >= 0)
        ::close(socket_);
}

ControlClient::ControlClient(ControlClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_))
{}

Result<ControlClient> ControlClient::ask(const std::string& runtime_directory,
                                         const service::control::Request& request)
{
    const auto path = service::control::socket_path(runtime_directory);
    ControlClient client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (client.socket_ < 0)
        return nobody(path, errno);
    if (const int code = connect_to(client.socket_, path); code != 0)
        return connect_failure(path, code);
    const char* sudo_user = ::geteuid() == 0 ? std::getenv("SUDO_USER") : nullptr;
    const auto line = service::control::encode(request, sudo_user == nullptr ? "" : sudo_user);
    const auto* reload = std::get_if<service::ReloadRequest>(&request);
    const bool with_files = reload != nullptr && reload->candidate;
    if (with_files && line.size() > service::control::longest_request_with_files)
        return Error{ErrorKind::rejected, "the files do not fit into one request"};
    if (!with_files && line.size() > service::control::longest_request)
        return Error{ErrorKind::rejected, "so many keys do not fit into one request", "name fewer"};
    // A daemon that turns this client away may hang up before it has read: its answer says why.
    if (const int code = send_all(client.socket_, line); code != 0 && code != EPIPE && code != ECONNRESET)
        return nobody(path, code);
    return client;
}

Result<std::string> ControlClient::line(std::optional<std::chrono::seconds> patience)
{
    const auto deadline = patience ? std::optional(Clock::now() + *patience) : std::nullopt;
    std::array<char, 16384> piece{};
    for (;;)
    {
        if (const auto end = received_.find('\n'); end != std::string::npos)
        {
            auto line = received_.substr(0, end);
            received_.erase(0, end + 1);
            return line;
        }
        pollfd readable{.fd = socket_, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&readable, 1, milliseconds_until(deadline));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0)
            return Error{ErrorKind::timed_out,
                         "the daemon has not answered after " + std::to_string(patience->count()) + " s"};
        const auto got = ready < 0 ? -1 : ::recv(socket_, piece.data(), piece.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || received_.size() > longest_answer)
            return Error{ErrorKind::transport,
                         "the daemon stopped, or closed the connection, before it answered"};
        received_.append(piece.data(), static_cast<std::size_t>(got));
    }
}

} // namespace idpsync::cli
