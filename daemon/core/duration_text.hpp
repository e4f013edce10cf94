#pragma once

#include <chrono>
#include <string>

namespace idpsync {

/// "45s", "4m30s", "2h", "7d12h": to the second below an hour, to the minute below a day, to the hour above.
/// What is negative counts as none.
std::string duration_text(std::chrono::nanoseconds duration);

} // namespace idpsync
