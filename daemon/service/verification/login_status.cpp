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

void tell_of_broken_logins(reconcile::Report& report, const LoginStatuses& logins)
{
    for (auto& item : report.plan.items)
    {
        const auto login = logins.find(item.key);
        const bool broken = login != logins.end() && login->second.state == LoginHealth::State::broken;
        if (!broken || !item.in_sync() || item.login_refused)
            continue;
        const auto& finding = *login->second.finding;
        if (is_refusal(finding.id) && aspect_of(finding.id) == Aspect::login_service)
            item.tell_refusal(finding);
    }
}

std::size_t broken_logins(const LoginStatuses& logins)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        logins, [](const auto& one) { return one.second.state == LoginHealth::State::broken; }));
}

} // namespace idpsync::service
