#pragma once

#include "core/policy.hpp"

#include <optional>
#include <string_view>

namespace idpsync::oidc {

/// "Sat, 21 Nov 2026 23:36:29 GMT", as every server today writes it (RFC 9110 5.6.7); nothing for anything
/// else.
std::optional<WallTime> parse_http_date(std::string_view text);

} // namespace idpsync::oidc
