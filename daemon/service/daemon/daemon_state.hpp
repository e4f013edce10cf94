#pragma once

// How the daemon is, for whoever shows it: systemd's status line, `status`, the metrics.

#include "core/duration_text.hpp"
#include "core/error.hpp"
#include "core/policy.hpp"
#include "core/restart.hpp"
#include "net/clock.hpp"
#include "reconcile/report.hpp"
#include "service/daemon/provider_status.hpp"
#include "service/daemon/waiting_change.hpp"
#include "service/history.hpp"
#include "service/revision.hpp"
#include "service/verification/login_status.hpp"
#include "service/verification/token_renewal_status.hpp"
#include "service/web/login_days.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

/// So many changes are at hand for whoever shows them.
inline constexpr std::size_t changes_shown = 50;

struct DaemonState
{
    using Provider = ProviderStatus;

    std::optional<WallTime> started;
    std::string management_url; ///< which NetBird this is about
    std::string redirect_uri;   ///< to be registered at each provider; raw; empty: not known yet
    Mode mode = Mode::enforce;  ///< as configured
    bool only_checks = false;   ///< of a standalone NetBird: standalone.apply is not set
    std::chrono::milliseconds interval{300'000};
    std::string config_file;           ///< that the configuration is read from, absolute
    std::string config_hash;           ///< of what is in force
    Revision config_revision;          ///< the commit that it is from
    std::string config_rejected;       ///< the first error of files that are wrong now; empty: they are good
    bool files_differ = false;         ///< the files are not what is in force, as far as is known
    std::string token_problem;         ///< why the token cannot be read; empty: it can
    std::vector<ProviderKey> declared; ///< by the configuration in force
    std::uint64_t passes = 0;          ///< ended so far, well or not
    bool pass_under_way = false;       ///< one is running now
    std::optional<Error> failure;      ///< why the last pass could not do its work
    NextCommand commands{.daemon = true, .options = {}}; ///< as an operator types them for this daemon
    std::optional<WaitingChange> waiting;      ///< changed files that nobody has taken yet (`on_change: ask`)
    std::optional<WallTime> failing_since;     ///< the first of the passes in a row that could not
    std::vector<Provider> providers;           ///< as the last pass that could look left them, by key
    std::optional<GroupSyncStatus> group_sync; ///< the account's settings; nothing: not declared
    std::vector<OmittedProvider> omitted;      ///< no longer declared, and left in NetBird
    std::size_t unmanaged = 0;                 ///< connectors that no key claims
    std::string unfinished;    ///< what the last pass that could look left undone; empty: nothing
    std::string audit_refused; ///< why the token may not read the audit log; empty: it may
    std::optional<WallTime> last_pass;
    std::optional<net::SteadyTime> looked; ///< when a pass could look last
    std::optional<net::SteadyTime>
        done; ///< when one did all that it could, though the operator may have to go on
    std::optional<WallTime> last_success;        ///< of a pass that left everything in sync
    std::optional<net::SteadyTime> succeeded;    ///< when that was, whatever became of the wall clock
    net::SteadyTime next_pass;                   ///< at the latest
    std::optional<net::SteadyTime> paused_until; ///< it observes only, whatever `mode` says
    std::optional<WallTime> token_expires;       ///< as far as NetBird has told
    TokenRenewalStatus token_renewal;
    std::optional<RestartNeeded> restart_needed; ///< of NetBird, before logins use what was written
    LoginStatuses logins;                        ///< of declared providers that NetBird has
    LoginDays login_days;                        ///< the same, of the last days
    std::vector<HistoryEntry> changes;           ///< the last ones, the newest last
};

/// What is known after a pass that ended now; the schedule is not its business.
void take_note_of_pass(DaemonState& state, const Result<reconcile::Report>& outcome, const PassOrigin& origin,
                       WallTime now, net::SteadyTime steady_now);

/// Everything declared is as declared, as far as the last look showed, and the files are good.
bool in_sync(const DaemonState& state);

/// The last success is younger than three intervals.
bool is_fresh(const DaemonState& state, net::SteadyTime now);

/// The state in one line: "2 of 2 providers in sync; next pass in 5m".
std::string status_line(const DaemonState& state, net::SteadyTime now, WallTime wall_now);

} // namespace idpsync::service
