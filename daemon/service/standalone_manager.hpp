#pragma once

// The client of NetBird's manager of users at Keycloak: looked at, made or put right, and tried as NetBird's
// server uses it.

#include "service/standalone_client.hpp"

#include <boost/asio/awaitable.hpp>

namespace idpsync::service {

/// As keep_standalone_client(), of work with a manager's secret. Error: bad_config, the issuer is none of a
/// Keycloak.
boost::asio::awaitable<Result<StandaloneManager>> keep_standalone_manager(const StandaloneClientWork& work,
                                                                          bool write);

} // namespace idpsync::service
