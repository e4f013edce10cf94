#include "net/loopback_server.hpp"

namespace idpsync::net {
namespace {

constexpr auto ipv4_loopback = "127.0.0.1";
constexpr auto ipv6_loopback = "::1";

Error at_address(const Error& error, const std::string& address, std::uint16_t port)
{
    return error.with_context(address + ":" + std::to_string(port));
}

} // namespace

LoopbackServer::LoopbackServer(const boost::asio::any_io_executor& executor, Clock& clock, const Pages& pages,
                               ServerLimits limits)
    : ipv4_(executor, clock, pages, limits), ipv6_(executor, clock, pages, limits)
{}

Result<std::uint16_t> LoopbackServer::listen(std::uint16_t port)
{
    // The system chooses a port of one family; with bad luck it is taken in the other.
    const int tries = port == 0 ? 8 : 1;
    auto result = try_to_listen(port);
    for (int i = 1; i < tries && result.has_error() && result.error().kind == ErrorKind::conflict; ++i)
        result = try_to_listen(port);
    if (result.has_error())
        close();
    return result;
}

Result<std::uint16_t> LoopbackServer::try_to_listen(std::uint16_t port)
{
    const auto first = ipv4_.listen(ipv4_loopback, port);
    if (first.has_error() && first.error().kind == ErrorKind::conflict)
        return at_address(first.error(), ipv4_loopback, port);
    const auto chosen = first.has_value() ? ipv4_.port() : port;
    const auto second = ipv6_.listen(ipv6_loopback, chosen);
    if (second.has_error() && (first.has_error() || second.error().kind == ErrorKind::conflict))
        return at_address(second.error(), "[" + std::string(ipv6_loopback) + "]", chosen);
    return first.has_value() ? chosen : ipv6_.port();
}

void LoopbackServer::close()
{
    ipv4_.close();
    ipv6_.close();
}

} // namespace idpsync::net
