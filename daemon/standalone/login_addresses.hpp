#pragma once

// The addresses that a standalone NetBird logs in with: what must be registered for its client, and where its
// API is. Pure.

#include "core/standalone.hpp"
#include "standalone/configured.hpp"

#include <string>
#include <vector>

namespace idpsync::standalone {

/// Those of `netbird up`, by the ports of setup.env, then the dashboard's two.
std::vector<std::string> redirect_uris(const Standalone& declared, const Variables& configured);

/// Where a browser comes back to after a logout.
std::string logout_uri(const Standalone& declared);

/// The port on which clients are told to find the API.
std::string api_port(const Standalone& declared, const Variables& configured);

} // namespace idpsync::standalone
