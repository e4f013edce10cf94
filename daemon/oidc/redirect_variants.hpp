#pragma once

#include "core/finding.hpp"
#include "oidc/registration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::oidc {

/// Another way to write a redirect URI, and how it differs.
struct RedirectVariant
{
    std::string uri;
    std::string_view difference; ///< "with a slash at its end"
};

/// What people register in place of a redirect URI: a slash at its end more or less, the port written or not,
/// the other of http and https, other letter case. At most four, the likeliest first; none when it is no URI.
std::vector<RedirectVariant> redirect_variants(std::string_view redirect_uri);

/// The refusal of the redirect URI, now that the provider is known to accept `accepted` in its place.
Finding refusal_beside(Finding refusal, const RedirectVariant& accepted);

} // namespace idpsync::oidc
