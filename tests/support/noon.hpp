#pragma once

#include "core/policy.hpp"

#include <chrono>

namespace idpsync::test {

/// A moment in the days of most tests.
inline constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1} +
                               std::chrono::hours{12}};

} // namespace idpsync::test
