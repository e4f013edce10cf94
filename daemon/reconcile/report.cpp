#include "reconcile/report.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace {

bool providers_in_sync(const Report& report)
{
    if (report.confirmation_failed || report.intents_open)
        return false;
    if (report.results.empty())
        return std::ranges::all_of(report.plan.items, &PlanItem::as_declared);
    return std::ranges::all_of(report.results, [&](const ProviderResult& result) {
        const auto* item = report.plan.find(result.key);
        return item == nullptr ? result.in_sync : result.as_declared(*item);
    });
}

bool settings_in_sync(const Report& report)
{
    const auto& item = report.plan.group_sync;
    return !item || (report.group_sync ? report.group_sync->in_sync : item->in_sync());
}

} // namespace

bool ProviderResult::as_declared(const PlanItem& item) const
{
    const bool client_is = client ? client->in_sync : !item.client || item.client->in_sync();
    return in_sync && client_is;
}

std::vector<PassItem> Report::items() const
{
    const bool written = results.size() == plan.items.size();
    std::vector<PassItem> items;
    items.reserve(plan.items.size());
    for (std::size_t i = 0; i < plan.items.size(); ++i)
        items.push_back({plan.items[i], written ? &results[i] : nullptr});
    return items;
}

bool Report::in_sync() const
{
    return providers_in_sync(*this) && settings_in_sync(*this);
}

bool Report::did_what_was_named() const
{
    const bool left_alone = plan.group_sync && !plan.group_sync->selected;
    return providers_in_sync(*this) && (left_alone || settings_in_sync(*this));
}

} // namespace idpsync::reconcile
