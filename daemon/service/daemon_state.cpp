#include "service/daemon_state.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

std::string standing_of(const DaemonState& state)
{
    if (state.failure)
        return "the last pass failed: " + state.failure->message;
    std::string others;
    std::size_t in_sync = 0;
    for (const auto& provider : state.providers)
    {
        if (provider.in_sync)
            ++in_sync;
        else
            others += (others.empty() ? ", not " : ", ") + provider.key.str();
    }
    return std::to_string(in_sync) + " of " + std::to_string(state.providers.size()) + " providers in sync" +
           others;
}

std::string unit(std::int64_t count, char name)
{
    return count == 0 ? std::string() : std::to_string(count) + name;
}

} // namespace

std::vector<DaemonState::Provider> providers_of(const reconcile::Report& report)
{
    std::vector<DaemonState::Provider> providers;
    const bool written = report.results.size() == report.plan.items.size();
    for (std::size_t i = 0; i < report.plan.items.size(); ++i)
    {
        const auto& item = report.plan.items[i];
        DaemonState::Provider provider{.key = item.key,
                                       .in_sync = item.in_sync(),
                                       .action = item.action,
                                       .reason = item.reason,
                                       .problem = item.why};
        if (written)
        {
            const auto& result = report.results[i];
            provider.in_sync = result.in_sync;
            if (result.error)
                provider.problem = result.error->message;
        }
        if (provider.in_sync)
            provider.problem.clear();
        providers.push_back(std::move(provider));
    }
    return providers;
}

std::string status_line(const DaemonState& state, net::SteadyTime now)
{
    std::string line;
    if (!state.config_rejected.empty())
        line = "the files are wrong, configuration " + state.config_hash +
               " stays in force: " + state.config_rejected + "; ";
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
