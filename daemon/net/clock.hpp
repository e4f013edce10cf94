#pragma once

#include "core/error.hpp"
#include "core/policy.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace idpsync::net {

/// Time inside a run: deadlines, waits, back-off. Never goes back.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Time, as everything below service/ gets it. Tests and simulations hand in one they turn themselves.
class Clock
{
public:
    virtual ~Clock() = default;

    [[nodiscard]] virtual SteadyTime now() const = 0;
    [[nodiscard]] virtual WallTime wall_now() const = 0;

    /// Returns at `when`; at once when that has passed. Throws only when the coroutine is cancelled.
    virtual boost::asio::awaitable<void> wait_until(SteadyTime when) = 0;
};

} // namespace idpsync::net
