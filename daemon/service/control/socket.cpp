#include "service/control/socket.hpp"

#include "core/text.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

namespace idpsync::service::control {
namespace {

constexpr mode_t for_owner_and_group = 0660;
constexpr int backlog = 16;

class Socket
{
public:
    Socket() : descriptor_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
    ~Socket()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    [[nodiscard]] int get() const { return descriptor_; }
    int release() { return std::exchange(descriptor_, -1); }

private:
    int descriptor_;
};

Error failure(const std::string& what, const std::string& path, int code)
{
    return {ErrorKind::storage, what + " " + escaped(path) + ": " + std::generic_category().message(code)};
}

/// Nothing: the path is too long for a socket.
std::optional<sockaddr_un> address_of(const std::string& path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path))
        return std::nullopt;
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

template <class Call>
int with_address(const sockaddr_un& address, const Call& call)
{
    return call(reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? 0 : errno;
}

int bind_to(const Socket& socket, const sockaddr_un& address)
{
    return with_address(address,
                        [&](const sockaddr* at, socklen_t size) { return ::bind(socket.get(), at, size); });
}

/// Removes a socket at which nobody listens any more.
Result<void> remove_stale(const std::string& path, const sockaddr_un& address)
{
    struct stat found = {};
    if (::lstat(path.c_str(), &found) != 0)
        return errno == ENOENT ? Result<void>() : failure("cannot check", path, errno);
    if (!S_ISSOCK(found.st_mode))
        return Error{ErrorKind::storage, escaped(path) + " is not a socket, and is in the way", "remove it"};

    const Socket probe;
    const int refused = with_address(
        address, [&](const sockaddr* at, socklen_t size) { return ::connect(probe.get(), at, size); });
    if (refused == 0 || refused == EAGAIN)
        return Error{ErrorKind::conflict, "another daemon answers at " + escaped(path),
                     "give this one a place of its own with --runtime-dir"};
    if (refused != ECONNREFUSED)
        return failure("cannot tell whether anybody answers at", path, refused);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return failure("cannot replace the socket", path, errno);
    return {};
}

} // namespace

std::string socket_path(const std::string& runtime_directory)
{
    return runtime_directory + "/control.sock";
}

Result<int> listen_at(const std::string& path)
{
    const auto address = address_of(path);
    if (!address)
        return Error{ErrorKind::storage, escaped(path) + " is too long for a socket",
                     "name a shorter place with "
                     "--runtime-dir"};
    Socket socket;
    if (socket.get() < 0)
        return failure("cannot make the socket", path, errno);
    int code = bind_to(socket, *address);
    if (code == EADDRINUSE)
    {
        if (const auto removed = remove_stale(path, *address); removed.has_error())
            return removed.error();
        code = bind_to(socket, *address);
    }
    // The umask of the unit leaves the group nothing.
    if (code == 0 && ::chmod(path.c_str(), for_owner_and_group) != 0)
        code = errno;
    if (code == 0 && ::listen(socket.get(), backlog) != 0)
        code = errno;
    if (code != 0)
        return failure("cannot listen at", path, code);
    return socket.release();
}

SocketFile::SocketFile(std::string path) : path_(std::move(path))
{
    struct stat found = {};
    if (::lstat(path_.c_str(), &found) == 0)
    {
        device_ = found.st_dev;
        inode_ = found.st_ino;
    }
}

SocketFile::~SocketFile()
{
    struct stat found = {};
    if (::lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_)
        ::unlink(path_.c_str());
}

Result<Peer> peer_of(int socket)
{
    ucred credentials = {};
    socklen_t size = sizeof(credentials);
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return Error{ErrorKind::storage,
                     "who is calling is not known: " + std::generic_category().message(errno)};
    return Peer{credentials.uid, credentials.pid};
}

Access access_of(const Peer& peer, uid_t own)
{
    return peer.uid == 0 || peer.uid == own ? Access::everything : Access::look;
}

} // namespace idpsync::service::control
