#pragma once

// How long to wait before something that a provider's silence holds up is tried again: docs/reconciling.md 16
// and 19.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace idpsync {

/// After the first, second, third try in vain 1, 2 and 5 minutes, then always 10.
inline std::chrono::minutes pause_after_silence(unsigned tries)
{
    using namespace std::chrono_literals;
    constexpr std::array<std::chrono::minutes, 4> pauses{1min, 2min, 5min, 10min};
    const auto index = tries == 0 ? 0 : std::min<std::size_t>(tries, pauses.size()) - 1;
    return pauses.at(index);
}

} // namespace idpsync
