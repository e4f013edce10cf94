#pragma once

// When it is time to say that something ends soon.

#include "core/policy.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <span>

namespace idpsync {

/// So many days ahead the end of an access token is told.
inline constexpr std::array token_notices{std::chrono::days(14), std::chrono::days(7), std::chrono::days(1)};

/// And that of a certificate or a client secret.
inline constexpr std::array expiry_notices{std::chrono::days(30), std::chrono::days(14), std::chrono::days(7),
                                           std::chrono::days(1)};

/// Which of the notices is due at `now`: the last one whose day has come. Nothing: it is too early for any.
/// What has ended already is due for the last of them. `ahead` begins with the earliest notice.
std::optional<std::chrono::days> due_notice(std::span<const std::chrono::days> ahead, WallTime end,
                                            WallTime now);

} // namespace idpsync
