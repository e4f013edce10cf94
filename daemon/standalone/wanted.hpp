#pragma once

// What a declaration wants of setup.env, by what NetBird's guide for the provider says. Pure.

#include "core/standalone.hpp"
#include "standalone/compare.hpp"
#include "standalone/configured.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::standalone {

/// Where the dashboard's logins come back to, below its address.
inline constexpr std::string_view redirect_path = "/auth";
inline constexpr std::string_view silent_redirect_path = "/silent-auth";

/// Every key that the declaration decides, in the order of a new file. `secret` is the manager's, as it is to
/// stand there. Device logins are off where `provider` has none. Every other key stays as it is.
std::vector<WantedKey> wanted_keys(const Standalone& declared, const Endpoints& provider,
                                   std::string_view secret);

/// What a login asks for, with blanks between.
std::string wanted_scopes(const Standalone& declared);

/// What tokens must be made for, and which of them go to the API.
std::string wanted_audience(const Standalone& declared);
TokenSource wanted_token_source(const Standalone& declared);

/// Where the discovery document of an issuer is; one slash at its end goes, as NetBird does it.
std::string discovery_address(std::string_view issuer);

} // namespace idpsync::standalone
