#include "core/change_limit.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace idpsync {

std::size_t changes_in(const Plan& plan)
{
    std::size_t changes = plan.group_sync && plan.group_sync->writes() ? 1 : 0;
    for (const auto& item : plan.items)
        changes += (item.writes() ? 1U : 0U) + (item.client && item.client->writes() ? 1U : 0U);
    return changes;
}

namespace {

void hold_back(Decision& item, const std::string& why, const std::string& next)
{
    item.before_limit = BeforeLimit{item.action, item.reason, std::move(item.why)};
    item.conclude(Action::refuse, Reason::too_many_changes, why, next);
}

} // namespace

void limit_changes(Plan& plan, const Policy& policy, const NextCommand& commands)
{
    const auto changes = changes_in(plan);
    if (policy.max_changes == 0 || changes <= policy.max_changes)
        return;
    const auto why = std::to_string(changes) + " changes are planned, reconcile.max_changes is " +
                     std::to_string(policy.max_changes) + ": nothing is written";
    const auto next = "if you want all of them, run " + commands.pass("--yes");
    for (auto& item : plan.items)
    {
        if (item.writes())
            hold_back(item, why, next);
        if (item.client && item.client->writes())
            hold_back(*item.client, why, next);
    }
    if (plan.group_sync && plan.group_sync->writes())
        hold_back(*plan.group_sync, why, next);
}

} // namespace idpsync
