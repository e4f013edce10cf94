#pragma once

#include <string_view>

namespace idpsync {

/// True when users who sign in by SSO join an account with this domain; with any other, each gets an account
/// of their own. Seen in v0.77.1's logins.
bool is_joined_domain(std::string_view domain);

} // namespace idpsync
