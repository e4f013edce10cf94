#pragma once

#include "core/secret.hpp"

#include <string_view>

namespace idpsync::oidc {

/// The value of the Authorization header by which a client shows who it is: HTTP Basic, both parts encoded as
/// in a form first (RFC 6749, 2.3.1).
Secret basic_authorization(std::string_view client_id, const Secret& secret);

/// The value by which the bearer of an access token shows it (RFC 6750).
Secret bearer_authorization(const Secret& token);

} // namespace idpsync::oidc
