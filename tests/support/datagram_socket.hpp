#pragma once

#include "support/temp_directory.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace idpsync::test {

/// A socket in a directory of its own, which takes messages as systemd and its journal do.
class DatagramSocket
{
public:
    DatagramSocket() { listen_anew(); }
    ~DatagramSocket() { ::close(socket_); }
    DatagramSocket(const DatagramSocket&) = delete;
    DatagramSocket& operator=(const DatagramSocket&) = delete;

    [[nodiscard]] std::string path() const { return directory_ / "socket"; }

    /// On another socket under the same path.
    void listen_anew()
    {
        if (socket_ >= 0)
            ::close(socket_);
        ::unlink(path().c_str());
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
        const auto* where = reinterpret_cast<const sockaddr*>(&address);
        if (socket_ < 0 || ::bind(socket_, where, sizeof address) != 0)
            throw std::system_error(errno, std::generic_category(), path());
        // A test that waits in vain has an end.
        const timeval never{.tv_sec = 60, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never);
    }

    /// The next message; waits for it.
    [[nodiscard]] std::string receive() const
    {
        auto message = next(0);
        if (!message)
            throw std::system_error(errno, std::generic_category(), "recv");
        return std::move(*message);
    }

    /// The next message, if there is one.
    [[nodiscard]] std::optional<std::string> try_receive() const { return next(MSG_DONTWAIT); }

private:
    [[nodiscard]] std::optional<std::string> next(int flags) const
    {
        std::string message(65536, '\0');
        const auto got = ::recv(socket_, message.data(), message.size(), flags);
        if (got < 0)
            return std::nullopt;
        message.resize(static_cast<std::size_t>(got));
        return message;
    }

    TempDirectory directory_;
    int socket_ = -1;
};

} // namespace idpsync::test
