#include "service/daemon/daemon_state.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

/// ", logins with corp broken", or empty.
std::string logins_of(const DaemonState& state)
{
    const auto broken = broken_logins(state.logins);
    if (broken == 0)
        return {};
    if (broken > 1)
        return ", logins with " + std::to_string(broken) + " providers broken";
    for (const auto& [key, login] : state.logins)
        if (login.state == LoginHealth::State::broken)
            return ", logins with " + key.str() + " broken: " + std::string(to_string(login.finding->id));
    return {};
}

std::string standing_of(const DaemonState& state)
{
    if (state.failure)
        return "the last pass failed: " + state.failure->message;
    std::string others;
    std::size_t in_sync = 0;
    for (const auto& provider : state.providers)
    {
        if (provider.in_sync())
            ++in_sync;
        else
            others += (others.empty() ? ", not " : ", ") + provider.key.str();
    }
    const bool settings_differ = state.group_sync && state.group_sync->standing != Standing::in_sync;
    return std::to_string(in_sync) + " of " + std::to_string(state.providers.size()) + " providers in sync" +
           others + (settings_differ ? ", group sync not as declared" : "") + logins_of(state);
}

std::string unit(std::int64_t count, char name)
{
    return count == 0 ? std::string() : std::to_string(count) + name;
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
    state.group_sync = group_sync_status_after(*outcome);
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
    const bool settings_differ = state.group_sync && state.group_sync->standing != Standing::in_sync;
    return state.last_success && state.config_rejected.empty() && !settings_differ &&
           std::all_of(state.providers.begin(), state.providers.end(),
                       [](const ProviderStatus& provider) { return provider.in_sync(); });
}

bool is_fresh(const DaemonState& state, net::SteadyTime now)
{
    return state.succeeded && now - *state.succeeded < 3 * state.interval;
}

std::string status_line(const DaemonState& state, net::SteadyTime now)
{
    std::string line;
    if (!state.config_rejected.empty())
        line = "the files are wrong, configuration " + state.config_hash +
               " stays in force: " + state.config_rejected + "; ";
    if (state.paused_until)
        line += "paused for " + duration_text(*state.paused_until - now) + ", nothing is written; ";
    if (state.passes == 0)
        return line + "the first pass is under way";
    return line + standing_of(state) + "; next pass in " + duration_text(state.next_pass - now);
}

std::string duration_text(std::chrono::nanoseconds duration)
{
    using namespace std::chrono;
    const auto all = std::max<std::int64_t>(0, round<seconds>(duration).count());
    if (all >= 3600)
    {
        const auto minutes_in_all = (all + 30) / 60;
        return unit(minutes_in_all / 60, 'h') + unit(minutes_in_all % 60, 'm');
    }
    const auto text = unit(all / 60, 'm') + unit(all % 60, 's');
    return text.empty() ? "0s" : text;
}

} // namespace idpsync::service
