#include "reconcile/report.hpp"

#include <algorithm>

namespace idpsync::reconcile {

std::string_view to_string(ProviderResult::Outcome outcome)
{
    switch (outcome)
    {
    case ProviderResult::Outcome::untouched: return "untouched";
    case ProviderResult::Outcome::created: return "created";
    case ProviderResult::Outcome::updated: return "updated";
    case ProviderResult::Outcome::deleted: return "deleted";
    case ProviderResult::Outcome::failed: return "failed";
    case ProviderResult::Outcome::unknown: return "unknown";
    case ProviderResult::Outcome::not_converging: return "not_converging";
    case ProviderResult::Outcome::held: return "held";
    }
    return "unknown";
}

bool Report::in_sync() const
{
    if (confirmation_failed || intents_open)
        return false;
    if (plan.group_sync && !(group_sync ? group_sync->in_sync : plan.group_sync->in_sync()))
        return false;
    if (results.empty())
        return std::all_of(plan.items.begin(), plan.items.end(),
                           [](const PlanItem& item) { return item.in_sync(); });
    return std::all_of(results.begin(), results.end(),
                       [](const ProviderResult& result) { return result.in_sync; });
}

} // namespace idpsync::reconcile
