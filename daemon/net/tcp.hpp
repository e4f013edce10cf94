#pragma once

#include "net/stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <memory>

namespace idpsync::net {

/// A TCP connection to one address, without Nagle's delay. The kernel probes it when it is idle (after 60 s,
/// every 15 s, four times): that keeps it known to the firewalls on the way, which forget silently after some
/// minutes, and a peer that is gone is noticed before the next request needs it.
boost::asio::awaitable<Result<std::unique_ptr<Stream>>>
connect_tcp(boost::asio::any_io_executor executor, boost::asio::ip::address address, std::uint16_t port);

} // namespace idpsync::net
