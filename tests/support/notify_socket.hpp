#pragma once

#include "support/temp_directory.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>

namespace idpsync::test {

/// Listens as systemd does for sd_notify(3).
class NotifySocket
{
public:
    NotifySocket() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
        const auto* where = reinterpret_cast<const sockaddr*>(&address);
        if (socket_ < 0 || ::bind(socket_, where, sizeof address) != 0)
            throw std::system_error(errno, std::generic_category(), "the notify socket");
        // A test that waits in vain has an end.
        const timeval never{.tv_sec = 60, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never);
    }
    ~NotifySocket() { ::close(socket_); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    [[nodiscard]] std::string path() const { return directory_ / "notify"; }

    /// The next message; waits for it.
    [[nodiscard]] std::string receive() const
    {
        std::array<char, 4096> buffer{};
        const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (got < 0)
            throw std::system_error(errno, std::generic_category(), "recv");
        return {buffer.data(), static_cast<std::size_t>(got)};
    }

    /// The next message, if there is one.
    [[nodiscard]] std::optional<std::string> try_receive() const
    {
        std::array<char, 4096> buffer{};
        const auto got = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got < 0)
            return std::nullopt;
        return std::string(buffer.data(), static_cast<std::size_t>(got));
    }

    /// Waits for a message that holds `text`, passing over others, and gives it.
    [[nodiscard]] std::string wait_for(const std::string& text) const
    {
        for (;;)
            if (auto message = receive(); message.find(text) != std::string::npos)
                return message;
    }

private:
    TempDirectory directory_;
    int socket_;
};

} // namespace idpsync::test
