#pragma once

// The conditions of everything that a daemon knows of (core/condition.hpp). Pure.

#include "core/condition.hpp"
#include "net/clock.hpp"
#include "service/daemon/daemon_state.hpp"

namespace idpsync::service {

/// How long a value that was written may stay unverified before that is not well.
inline constexpr std::chrono::hours unverified_for_long_after{1};

/// As they are at `now`, which is `wall_now` by the daemon's wall clock.
Conditions conditions_of(const DaemonState& state, net::SteadyTime now, WallTime wall_now);

} // namespace idpsync::service
