#include "core/change_limit.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace idpsync {

std::size_t changes_in(const Plan& plan)
{
    const auto connectors = std::count_if(plan.items.begin(), plan.items.end(),
                                          [](const PlanItem& item) { return item.writes(); });
    const bool settings = plan.group_sync && plan.group_sync->writes();
    return static_cast<std::size_t>(connectors) + (settings ? 1U : 0U);
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
        if (item.writes())
            hold_back(item, why, next);
    if (plan.group_sync && plan.group_sync->writes())
        hold_back(*plan.group_sync, why, next);
}

} // namespace idpsync
