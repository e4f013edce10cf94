#pragma once

// What a declaration wants of setup.env, by what NetBird's guide for the provider says. Pure.

#include "core/standalone.hpp"
#include "standalone/compare.hpp"
#include "standalone/configured.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::standalone {

/// Every key that the declaration decides, in the order of a new file. `secret` is the manager's, as it is to
/// stand there. Device logins are off where `provider` has none. Every other key stays as it is.
std::vector<WantedKey> wanted_keys(const Standalone& declared, const Endpoints& provider,
                                   std::string_view secret);

/// Where the discovery document of an issuer is; one slash at its end goes, as NetBird does it.
std::string discovery_address(std::string_view issuer);

} // namespace idpsync::standalone
