#pragma once

#include "support/temp_directory.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

namespace idpsync::test {

/// Listens as systemd's journal does for entries.
class JournalSocket
{
public:
    JournalSocket() { listen_anew(); }
    ~JournalSocket() { ::close(socket_); }
    JournalSocket(const JournalSocket&) = delete;
    JournalSocket& operator=(const JournalSocket&) = delete;

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
            throw std::system_error(errno, std::generic_category(), "the journal's socket");
    }

    /// The next entry; waits for it.
    [[nodiscard]] std::string receive() const
    {
        std::string entry(65536, '\0');
        const auto got = ::recv(socket_, entry.data(), entry.size(), 0);
        if (got < 0)
            throw std::system_error(errno, std::generic_category(), "recv");
        entry.resize(static_cast<std::size_t>(got));
        return entry;
    }

private:
    TempDirectory directory_;
    int socket_ = -1;
};

} // namespace idpsync::test
