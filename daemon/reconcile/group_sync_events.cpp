#include "core/joined.hpp"
#include "reconcile/pass_events.hpp"

namespace idpsync::reconcile {
namespace {

Event about_settings(EventName name, Level level)
{
    return {.name = name, .level = level, .provider = std::nullopt, .fields = {{"setting", "group_sync"}}};
}

EventName name_of_trouble(const GroupSyncItem& item)
{
    if (item.reason == Reason::contested)
        return EventName::contested;
    if (item.reason == Reason::not_converging)
        return EventName::not_converging;
    return item.action == Action::conflict ? EventName::conflict : EventName::blocked;
}

void add(Event& event, std::string name, std::string_view value)
{
    if (!value.empty())
        event.fields.emplace_back(std::move(name), value);
}

} // namespace

std::vector<Event> events_of_group_sync(const GroupSyncItem& item)
{
    std::vector<Event> events;
    for (const auto& drift : item.drift)
    {
        auto event = event_of_drift(drift);
        event.fields.insert(event.fields.begin(), {"setting", "group_sync"});
        events.push_back(std::move(event));
    }
    if (item.troubled())
    {
        auto event = about_settings(name_of_trouble(item), Level::error);
        add(event, "reason", to_string(item.reason));
        add(event, "why", item.why);
        add(event, "next", item.next);
        events.push_back(std::move(event));
    }
    return events;
}

Event event_of_group_sync_outcome(const GroupSyncItem& item, const GroupSyncResult& result)
{
    using Outcome = ProviderResult::Outcome;
    if (!result.error)
    {
        auto event = about_settings(EventName::updated, Level::info);
        auto changed = joined(item.changes, [](const auto& field) { return to_string(field); }, ",");
        add(event, "changed", changed);
        add(event, "reason", to_string(item.reason));
        return event;
    }
    auto event = about_settings(result.outcome == Outcome::not_converging ? EventName::not_converging
                                                                          : EventName::failed,
                                Level::error);
    add(event, "write", to_string(item.action));
    add(event, "outcome", to_string(result.outcome));
    add(event, "kind", to_string(result.error->kind));
    add(event, "error", result.error->text());
    return event;
}

} // namespace idpsync::reconcile
