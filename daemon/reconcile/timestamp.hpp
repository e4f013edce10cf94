#pragma once

#include "core/policy.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::reconcile {

/// "2026-11-21T10:00:00Z" (RFC 3339, UTC). For the years 0 to 9999.
std::string format_timestamp(WallTime time);

/// "20261121T100000Z": the same for the name of a file.
std::string format_compact_timestamp(WallTime time);

/// Exactly the form of format_timestamp(), and a time that exists; else nothing.
std::optional<WallTime> parse_timestamp(std::string_view text);

} // namespace idpsync::reconcile
