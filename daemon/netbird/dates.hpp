#pragma once

// Moments as NetBird and HTTP write them.

#include "core/policy.hpp"

#include <optional>
#include <string_view>

namespace idpsync::netbird {

/// RFC 3339 as Go writes it, "2026-12-21T23:17:50.959077756Z" or with an offset instead of Z; fractions of a
/// second are dropped. Nothing for anything else, and for Go's year 1, which stands for "never".
std::optional<WallTime> parse_rfc3339(std::string_view text);

/// The value of a Date header in its one modern form (RFC 9110 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<WallTime> parse_http_date(std::string_view text);

} // namespace idpsync::netbird
