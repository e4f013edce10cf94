#include "service/log/log_channel.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace idpsync::service {
namespace {

/// A pipe that poll() calls writable has room for a page.
constexpr std::size_t room_when_writable = 4096;

bool is_full(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS;
}

/// A connected datagram socket, or -1.
int connect_to(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return -1;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket >= 0 && ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    {
        ::close(socket);
        return -1;
    }
    return socket;
}

} // namespace

LogChannel LogChannel::to(int descriptor, bool reopen)
{
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0 || S_ISREG(status.st_mode))
        return {Kind::file, descriptor, false};
    if (S_ISSOCK(status.st_mode))
        return {Kind::socket, descriptor, false};
    const auto path = "/proc/self/fd/" + std::to_string(descriptor);
    const int own = reopen ? ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
    return own < 0 ? LogChannel(Kind::shared, descriptor, false) : LogChannel(Kind::own, own, true);
}

std::optional<LogChannel> LogChannel::to_journal(std::string socket)
{
    const int descriptor = connect_to(socket);
    if (descriptor < 0)
        return std::nullopt;
    LogChannel channel(Kind::journal, descriptor, true);
    channel.journal_socket_ = std::move(socket);
    return channel;
}

LogChannel::~LogChannel()
{
    close();
}

LogChannel::LogChannel(LogChannel&& other) noexcept
    : kind_(other.kind_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      owned_(std::exchange(other.owned_, false)),
      journal_socket_(std::move(other.journal_socket_))
{}

LogChannel& LogChannel::operator=(LogChannel&& other) noexcept
{
    std::swap(kind_, other.kind_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(owned_, other.owned_);
    std::swap(journal_socket_, other.journal_socket_);
    return *this;
}

void LogChannel::close()
{
    if (owned_ && descriptor_ >= 0)
        ::close(descriptor_);
    descriptor_ = -1;
}

LogChannel::Sent LogChannel::send(std::string_view record)
{
    Sent sent;
    bool reconnected = false;
    while (sent.bytes < record.size())
    {
        const auto taken = try_send(record.substr(sent.bytes));
        if (taken >= 0)
            sent.bytes += static_cast<std::size_t>(taken);
        else if (is_full(errno))
            return {.bytes = sent.bytes, .full = true};
        else if (errno == EINTR)
            continue;
        else if (!std::exchange(reconnected, true) && reconnect())
            continue;
        else
            return {.bytes = sent.bytes, .broken = true};
    }
    return sent;
}

/// What was taken, or -1 with errno.
long LogChannel::try_send(std::string_view record) const
{
    switch (kind_)
    {
    case Kind::socket:
    case Kind::journal: return ::send(descriptor_, record.data(), record.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    case Kind::shared: return send_if_there_is_room(record);
    case Kind::file:
    case Kind::own: break;
    }
    return ::write(descriptor_, record.data(), record.size());
}

long LogChannel::send_if_there_is_room(std::string_view record) const
{
    pollfd room{descriptor_, POLLOUT, 0};
    const int ready = ::poll(&room, 1, 0);
    if (ready < 0)
        return -1;
    if (ready == 0)
    {
        errno = EAGAIN;
        return -1;
    }
    return ::write(descriptor_, record.data(), std::min(record.size(), room_when_writable));
}

/// A journal that was started anew may listen on a new socket.
bool LogChannel::reconnect()
{
    if (kind_ != Kind::journal || errno == EMSGSIZE)
        return false;
    const int anew = connect_to(journal_socket_);
    if (anew < 0)
        return false;
    close();
    descriptor_ = anew;
    return true;
}

} // namespace idpsync::service
