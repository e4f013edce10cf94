#include "service/monitoring/readiness.hpp"

#include "service/daemon/daemon_state.hpp"

namespace idpsync::service {

void Readiness::pass_succeeded(net::SteadyTime when)
{
    last_success_ = when;
    why_.clear();
}

std::optional<std::string> Readiness::problem(net::SteadyTime now) const
{
    const auto because = why_.empty() ? std::string() : ": " + why_;
    if (!last_success_)
        return "no pass has succeeded yet" + because;
    const auto age = now - *last_success_;
    if (age <= 3 * interval_)
        return std::nullopt;
    return "the last pass that succeeded ended " + duration_text(age) +
           " ago, more than three intervals of " + duration_text(interval_) + because;
}

} // namespace idpsync::service
