#pragma once

// Pages for a browser on this host, which may look for `localhost` at either of its addresses.

#include "net/server.hpp"

namespace idpsync::net {

/// HttpServer at 127.0.0.1 and at [::1], on one port.
class LoopbackServer
{
public:
    /// `limits` are for each of the two addresses; `clock` must outlive the server.
    LoopbackServer(const boost::asio::any_io_executor& executor, Clock& clock, const Pages& pages,
                   ServerLimits limits);

    /// Begins to serve; gives the port (of 0, the one that the system chose). A family of addresses that this
    /// host does not have is left out. Errors: conflict when somebody else listens on one of them, who might
    /// get what is meant for us; transport when there is neither.
    Result<std::uint16_t> listen(std::uint16_t port);

    void close();

    /// Connections that are open.
    [[nodiscard]] std::size_t connections() const { return ipv4_.connections() + ipv6_.connections(); }

private:
    Result<std::uint16_t> try_to_listen(std::uint16_t port);

    HttpServer ipv4_;
    HttpServer ipv6_;
};

} // namespace idpsync::net
