#pragma once

// When must NetBird be restarted, and when was it? docs/reconciling.md 24.

#include "core/ledger.hpp"
#include "core/login_state.hpp"
#include "core/plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace idpsync {

/// NetBird's management must be restarted before logins use what was written.
struct RestartNeeded
{
    std::uint64_t generation = 0; ///< grows with every write that adds to the need
    WallTime since{};             ///< its first write
    std::vector<ProviderKey> providers;

    bool operator==(const RestartNeeded&) const = default;
};

} // namespace idpsync
