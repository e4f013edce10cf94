#include "service/verification/login_status.hpp"

#include "core/time_text.hpp"
#include "service/daemon/daemon_state.hpp"

#include <algorithm>

namespace idpsync::service {

Event event_of_broken_login(const ProviderKey& key, const Finding& finding)
{
    return {EventName::login_broken,
            Level::error,
            key,
            {{"finding", std::string(to_string(finding.id))},
             {"evidence", finding.evidence},
             {"next", finding.next}}};
}

Event event_of_restored_login(const ProviderKey& key, const LoginHealth& before, WallTime now)
{
    return {EventName::login_restored,
            Level::info,
            key,
            {{"finding", std::string(to_string(before.finding->id))},
             {"since", format_timestamp(before.since)},
             {"after", duration_text(now - before.since)}}};
}

std::size_t broken_logins(const LoginStatuses& logins)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        logins, [](const auto& one) { return one.second.state == LoginHealth::State::broken; }));
}

} // namespace idpsync::service
