#pragma once

#include "core/error.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace idpsync::config {

/// `500ms`, `30s`, `5m`, `1h`, `7d` and sums from the largest unit down: `1h30m`. Error (bad_config): no
/// unit, an unknown one, a unit twice or out of order, a fraction, a sign, spaces, more than 3650 days.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// A day as "2027-01-31"; nothing for anything else, and for one that no calendar has.
std::optional<std::chrono::sys_days> parse_day(std::string_view text);

} // namespace idpsync::config
