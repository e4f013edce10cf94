#pragma once

// How the daemon is, for whoever shows it: systemd's status line, and what is to come.

#include "core/error.hpp"
#include "core/plan.hpp"
#include "core/policy.hpp"
#include "net/clock.hpp"
#include "reconcile/report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

struct DaemonState
{
    struct Provider
    {
        ProviderKey key;
        bool in_sync = false;
        Action action = Action::none; ///< what the last pass planned
        Reason reason = Reason::in_sync;
        std::string problem; ///< why it is not in sync; escaped; empty when there is nothing to say

        bool operator==(const Provider&) const = default;
    };

    std::string config_hash;         ///< of what is in force
    std::string config_rejected;     ///< the first error of files that are wrong now; empty: they are good
    std::uint64_t passes = 0;        ///< ended so far, well or not
    std::optional<Error> failure;    ///< why the last pass could not do its work
    std::vector<Provider> providers; ///< as the last pass that could look left them, by key
    std::optional<WallTime> last_pass;
    std::optional<WallTime> last_success; ///< of a pass that left everything in sync
    net::SteadyTime next_pass;            ///< at the latest
};

/// One for each item of the report's plan.
std::vector<DaemonState::Provider> providers_of(const reconcile::Report& report);

/// The state in one line: "2 of 3 providers in sync, not corp; next pass in 5m".
std::string status_line(const DaemonState& state, net::SteadyTime now);

/// "45s", "4m30s", "2h": to the second below an hour, to the minute above.
std::string duration_text(std::chrono::nanoseconds duration);

} // namespace idpsync::service
