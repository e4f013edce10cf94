// Ports that do not serve: one refuses, one stays silent.

#include "support/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace idpsync::test {
namespace {

void require(int result, const char* what)
{
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in ipv4(const std::string& address, std::uint16_t port)
{
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &name.sin_addr);
    return name;
}

int bound_socket(const std::string& address, std::uint16_t port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(socket, "socket");
    const auto name = ipv4(address, port);
    require(::bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name), "bind");
    return socket;
}

sockaddr_in name_of(int socket)
{
    sockaddr_in name{};
    socklen_t size = sizeof name;
    require(::getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size), "getsockname");
    return name;
}

} // namespace

ClosedPort::ClosedPort(const std::string& address, std::uint16_t port)
    : socket_(bound_socket(address, port)), port_(ntohs(name_of(socket_).sin_port))
{}

ClosedPort::~ClosedPort()
{
    ::close(socket_);
}

BlackHole::BlackHole(const std::string& address, std::uint16_t port)
{
    const int listener = bound_socket(address, port);
    sockets_.push_back(listener);
    require(::listen(listener, 0), "listen");
    const auto name = name_of(listener);
    port_ = ntohs(name.sin_port);
    // A queue of length 0 holds one connection; the next ones stay unanswered.
    constexpr int enough = 3;
    for (int i = 0; i < enough; ++i)
    {
        const int filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        require(filler, "socket");
        sockets_.push_back(filler);
        if (::connect(filler, reinterpret_cast<const sockaddr*>(&name), sizeof name) < 0 &&
            errno != EINPROGRESS)
            require(-1, "connect");
        if (i > 0)
            continue;
        pollfd first{filler, POLLOUT, 0};
        require(::poll(&first, 1, -1), "poll");
    }
}

BlackHole::~BlackHole()
{
    for (const int socket : sockets_)
        ::close(socket);
}

} // namespace idpsync::test
