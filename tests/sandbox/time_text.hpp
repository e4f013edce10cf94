#pragma once

#include "core/policy.hpp"

#include <cstdint>
#include <string>

namespace idpsync::sandbox {

/// RFC 3339 in UTC, as Go writes it.
std::string to_rfc3339(WallTime time);

} // namespace idpsync::sandbox
