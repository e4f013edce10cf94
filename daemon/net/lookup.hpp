#pragma once

#include "core/error.hpp"
#include "core/place.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <functional>
#include <string>
#include <vector>

namespace idpsync::net {

using Addresses = std::vector<boost::asio::ip::address>;

/// The addresses of a name in the order to try them; at least one. May block; called on a thread of its own.
/// Errors are `transport` and say why, without the name.
using Lookup = std::function<Result<Addresses>(const std::string& host)>;

/// What the system says (getaddrinfo): /etc/hosts, DNS. localhost and what ends in .localhost is this machine
/// without asking, as RFC 6761 (6.3) wants it: a container without /etc/hosts has no other source for it.
Result<Addresses> system_lookup(const std::string& host);

Place place_of(const boost::asio::ip::address& address);

/// Asks `lookup` without blocking. An address is its own answer, without asking.
///
/// getaddrinfo cannot be interrupted: with DNS servers that do not answer it takes many seconds. So it runs
/// on a thread that nobody waits for: when the caller is cancelled, the thread ends by itself some time
/// later, touching nothing but its own memory, and the program can leave before that. (Asio's resolver would
/// make every later lookup, and the end of the program, wait for it.)
boost::asio::awaitable<Result<Addresses>> look_up(Lookup lookup, std::string host);

} // namespace idpsync::net
