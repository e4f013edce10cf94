#include "service/daemon/daemon_state.hpp"

#include "service/daemon/conditions.hpp"
#include "service/daemon/schedule.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

/// What a pass left undone beside what its items say.
std::string unfinished_work(const reconcile::Report& report)
{
    if (report.confirmation_failed)
        return "the last pass could not confirm its work: " + report.confirmation_failed->text();
    if (report.partial)
        return "the last pass ran out of time; the next one goes on";
    return report.intents_open ? "an earlier write has no known outcome yet" : "";
}

} // namespace

void take_note_of_pass(DaemonState& state, const Result<reconcile::Report>& outcome, const PassOrigin& origin,
                       WallTime now, net::SteadyTime steady_now)
{
    ++state.passes;
    state.last_pass = now;
    if (outcome.has_error())
    {
        if (!state.failure)
            state.failing_since = now;
        state.failure = outcome.error();
        return;
    }
    state.failure.reset();
    state.failing_since.reset();
    state.providers = statuses_after(state.providers, *outcome, origin, now);
    state.group_sync = group_sync_status_after(*outcome, state.commands);
    state.omitted = omitted_providers(outcome->plan);
    state.unfinished = unfinished_work(*outcome);
    state.looked = steady_now;
    if (!unfinished(*outcome))
        state.done = steady_now;
    state.unmanaged = outcome->plan.unmanaged.size();
    state.restart_needed = outcome->restart_needed;
    state.audit_refused = outcome->audit_refused;
    if (outcome->in_sync())
    {
        state.last_success = now;
        state.succeeded = steady_now;
    }
}

bool in_sync(const DaemonState& state)
{
    const bool settings_differ = state.group_sync && state.group_sync->state != SyncState::in_sync;
    return state.last_success && state.config_rejected.empty() && !state.waiting && !settings_differ &&
           std::all_of(state.providers.begin(), state.providers.end(),
                       [](const ProviderStatus& provider) { return provider.in_sync(); });
}

bool is_fresh(const DaemonState& state, net::SteadyTime now)
{
    return state.succeeded && now - *state.succeeded < 3 * state.interval;
}

std::string status_line(const DaemonState& state, net::SteadyTime now, WallTime wall_now)
{
    const auto line = verdict(conditions_of(state, now, wall_now));
    return state.passes == 0 ? line : line + "; next pass in " + duration_text(state.next_pass - now);
}

} // namespace idpsync::service
