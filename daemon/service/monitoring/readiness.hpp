#pragma once

// Whether the daemon does its work: what /readyz answers. Pure: time is handed in, and never the wall
// clock's.

#include "core/error.hpp"
#include "net/clock.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace idpsync::service {

/// Ready: the last pass that could do all its work is younger than three intervals. What it left undone for
/// the operator to decide does not count against it.
class Readiness
{
public:
    void use(std::chrono::milliseconds interval) { interval_ = interval; }
    void pass_succeeded(net::SteadyTime when);
    void pass_failed(std::string why) { why_ = std::move(why); }

    /// Why it is not ready, in one line; nothing when it is.
    [[nodiscard]] std::optional<std::string> problem(net::SteadyTime now) const;

private:
    std::chrono::milliseconds interval_{};
    std::optional<net::SteadyTime> last_success_;
    std::string why_; ///< the last pass failed; escaped
};

} // namespace idpsync::service
