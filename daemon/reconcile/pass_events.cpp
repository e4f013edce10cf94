#include "reconcile/pass_events.hpp"

#include "core/joined.hpp"
#include "core/prune.hpp"

#include <algorithm>

namespace idpsync::reconcile {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

void add(Fields& fields, std::string name, std::string_view value)
{
    if (!value.empty())
        fields.emplace_back(std::move(name), value);
}

/// `event`, saying what it is about.
Event about(const Subject& subject, Event event)
{
    if (const auto* key = std::get_if<ProviderKey>(&subject))
        event.provider = *key;
    else
        event.fields.insert(event.fields.begin(), {"setting", to_string(subject)});
    return event;
}

/// The same for the client at a provider.
Event about(const ClientItem& item, Event event)
{
    event.provider = item.key;
    event.fields.insert(event.fields.begin(), {"client", item.product});
    return event;
}

EventName name_of_trouble(const Decision& item)
{
    if (item.reason == Reason::contested)
        return EventName::contested;
    if (item.reason == Reason::not_converging)
        return EventName::not_converging;
    if (item.action == Action::hold)
        return EventName::held;
    return item.action == Action::conflict ? EventName::conflict : EventName::blocked;
}

Event trouble(const Decision& item)
{
    const auto level = item.action == Action::hold ? Level::warning : Level::error;
    Event event{.name = name_of_trouble(item), .level = level, .provider = std::nullopt, .fields = {}};
    add(event.fields, "reason", to_string(item.reason));
    add(event.fields, "why", item.why);
    // When it is asked again is different each time.
    add(event.fields, "next",
        item.action == Action::hold ? "its provider is asked again by itself, after 10 minutes at the latest"
                                    : item.next);
    return event;
}

void add_authors(Fields& fields, const Authors& authors)
{
    add(fields, "by", authors.by);
    add(fields, "at", authors.at);
    add(fields, "others", authors.others);
}

std::string past_tense(Verb verb)
{
    switch (verb)
    {
    case Verb::create: return "created";
    case Verb::update: return "changed";
    case Verb::remove: break;
    }
    return "deleted";
}

std::string changed_fields(const PlanItem& item)
{
    auto out = joined(item.changes, [](const auto& change) { return to_string(change.field); }, ",");
    if (item.secret == SecretFate::written)
        out += out.empty() ? "client_secret" : ",client_secret";
    return out;
}

void add_differences(std::vector<Event>& events, const Subject& subject, const Decision& item)
{
    for (const auto& drift : item.drift)
        events.push_back(about(subject, event_of_drift(drift)));
    if (item.troubled())
        events.push_back(about(subject, trouble(item)));
}

void add_differences(std::vector<Event>& events, const ClientItem& item)
{
    for (const auto& drift : item.drift)
        events.push_back(about(item, event_of_drift(drift)));
    if (item.troubled())
        events.push_back(about(item, trouble(item)));
}

EventName name_of(ProviderResult::Outcome outcome)
{
    switch (outcome)
    {
    case ProviderResult::Outcome::created: return EventName::created;
    case ProviderResult::Outcome::updated: return EventName::updated;
    case ProviderResult::Outcome::deleted: return EventName::deleted;
    case ProviderResult::Outcome::not_converging: return EventName::not_converging;
    default: return EventName::failed;
    }
}

/// What a write came to. `id`: of the connector; `changed`: the fields that an update changes.
template <class ItsResult>
Event written(const Decision& item, const ItsResult& result, std::string_view id, std::string_view changed)
{
    Event event{.name = name_of(result.outcome),
                .level = result.error ? Level::error : Level::info,
                .provider = std::nullopt,
                .fields = {}};
    add(event.fields, "id", id);
    if (!result.error)
    {
        if (event.name == EventName::updated)
            add(event.fields, "changed", changed);
        add(event.fields, "reason", to_string(item.reason));
        return event;
    }
    add(event.fields, "write", to_string(item.action));
    add(event.fields, "outcome", to_string(result.outcome));
    add(event.fields, "kind", to_string(result.error->kind));
    add(event.fields, "error", result.error->text());
    return event;
}

} // namespace

Event event_of_drift(const Drift& drift)
{
    Event event{.name = EventName::drift, .level = Level::warning, .provider = std::nullopt, .fields = {}};
    event.fields.emplace_back("kind", to_string(drift.kind));
    if (drift.kind == Drift::Kind::changed)
    {
        event.fields.emplace_back("field", drift.field);
        event.fields.emplace_back("observed", drift.observed);
        event.fields.emplace_back("desired", drift.desired);
    }
    add_authors(event.fields, drift.authors);
    return event;
}

Event event_of_touch(const ProviderKey& key, const AuditTouch& touch)
{
    Event event{.name = EventName::touched, .level = Level::warning, .provider = key, .fields = {}};
    add_authors(event.fields, authors_of(touch));
    return event;
}

Event event_of_unreadable_log(const Error& error)
{
    return {EventName::audit_unreadable,
            Level::info,
            std::nullopt,
            {{"error", error.text()}, {"note", "who changed what stays unknown; everything else works"}}};
}

Event event_of_restored_backup()
{
    return {EventName::backup_restored,
            Level::warning,
            std::nullopt,
            {{"note", "the newest event known is missing from NetBird's audit log: it was restored from a "
                      "backup, and may hold older secrets"}}};
}

std::vector<Event> events_of_connector(const PlanItem& item)
{
    std::vector<Event> events;
    add_differences(events, item.key, item);
    if (item.secret == SecretFate::unverified && item.action == Action::none)
        events.push_back({EventName::secret_unverified,
                          Level::warning,
                          item.key,
                          {{"why", item.why}, {"next", item.next}}});
    return events;
}

std::vector<Event> events_of_plan(const Plan& plan)
{
    std::vector<Event> events;
    for (const auto& item : plan.items)
    {
        if (item.client)
            add_differences(events, *item.client);
        for (auto& event : events_of_connector(item))
            events.push_back(std::move(event));
    }
    for (const auto& one : plan.unmanaged)
        if (one.omitted)
            events.push_back({EventName::no_longer_managed,
                              Level::warning,
                              one.omitted,
                              {{"id", one.provider.id.value}, {"next", words_for_omitted(one).next}}});
    if (plan.group_sync)
        add_differences(events, GroupSync(), *plan.group_sync);
    return events;
}

std::vector<Event> events_of_ownership(const Plan& plan)
{
    std::vector<Event> events;
    for (const auto& item : plan.items)
    {
        if (item.adopted && item.entry)
            events.push_back({EventName::adopted, Level::info, item.key, {{"id", item.entry->id.value}}});
        if (item.renamed_from && item.entry)
            events.push_back({EventName::renamed,
                              Level::info,
                              item.key,
                              {{"from", item.renamed_from->str()}, {"id", item.entry->id.value}}});
        if (item.action == Action::forget && item.reason == Reason::released)
            events.push_back(
                {EventName::released, Level::info, item.key, {{"id", item.id ? item.id->value : ""}}});
    }
    return events;
}

Event event_of_outcome(const PlanItem& item, const ProviderResult& result)
{
    const auto id = result.id ? std::string_view(result.id->value) : std::string_view();
    auto event = about(item.key, written(item, result, id, changed_fields(item)));
    if (!result.error)
        add(event.fields, "note", consequence(item));
    return event;
}

Event event_of_outcome(const GroupSyncItem& item, const GroupSyncResult& result)
{
    const auto changed = joined(item.changes, [](const auto& field) { return to_string(field); }, ",");
    return about(GroupSync(), written(item, result, {}, changed));
}

Event event_of_outcome(const ClientItem& item, const ClientResult& result)
{
    const auto changed = joined(item.changes, [](const auto& change) { return change.part; }, ",");
    return about(item, written(item, result, {}, changed));
}

Event event_of_removed_secret(const ClientItem& item, const Result<void>& removed)
{
    Event event{EventName::secret_removed, Level::info, std::nullopt, {}};
    if (removed.has_error())
    {
        event.level = Level::warning;
        event.fields = {{"error", removed.error().text()}};
    }
    return about(item, std::move(event));
}

Event event_of_secret_in_use(const ClientItem& item)
{
    return about(item, {EventName::secret_in_use, Level::info, std::nullopt, {}});
}

Event event_of_settling(const Subject& subject, Verb verb, std::chrono::seconds wait)
{
    return about(subject, {EventName::settling,
                           Level::info,
                           std::nullopt,
                           {{"why", "an earlier " + std::string(to_string(verb)) + " has no known outcome"},
                            {"wait", std::to_string(wait.count()) + "s"}}});
}

Event event_of_settled(const SettledWrite& settled)
{
    const auto done = past_tense(settled.intent.verb);
    Event event{EventName::settled, Level::info, settled.intent.key, {}};
    switch (settled.outcome)
    {
    case SettledWrite::Outcome::carried_out:
        event.fields = {{"outcome", done}, {"id", settled.ids.front().value}};
        break;
    case SettledWrite::Outcome::nothing: event.fields = {{"outcome", "nothing was " + done}}; break;
    case SettledWrite::Outcome::several:
        event.level = Level::error;
        event.fields = {{"outcome", "several connectors match"}};
        break;
    }
    return event;
}

Event event_of_duplicate(const Duplicate& duplicate)
{
    return {EventName::duplicate,
            Level::warning,
            duplicate.key,
            {{"id", duplicate.ours.value},
             {"other", duplicate.other.value},
             {"next", "someone else created it for the same issuer and client_id; delete it or declare it "
                      "with its own id"}}};
}

Event event_of_restart_needed(const RestartNeeded& needed, const NextCommand& commands)
{
    auto keys = joined(needed.providers, [](const auto& key) { return key.str(); }, ",");
    return {EventName::restart_needed,
            Level::warning,
            std::nullopt,
            {{"providers", keys},
             {"generation", std::to_string(needed.generation)},
             {"why", "NetBird's login service keeps the former values of an open connector"},
             {"next", "restart NetBird's management; " + commands.command("ack-restart") +
                          " where that is not noticed by itself"}}};
}

Event event_of_restart_seen(const std::string& by, std::uint64_t generation)
{
    return {EventName::restart_seen,
            Level::info,
            std::nullopt,
            {{"by", by}, {"generation", std::to_string(generation)}}};
}

Event event_of_restart_unneeded(std::uint64_t generation)
{
    return {EventName::restart_unneeded,
            Level::info,
            std::nullopt,
            {{"generation", std::to_string(generation)},
             {"why", "what logins use is what NetBird stores again, or its connector is gone"}}};
}

Event event_of_unreadable_metrics(const std::string& problem)
{
    return {EventName::metrics_unreadable, Level::warning, std::nullopt, {{"error", problem}}};
}

Event event_of_failed_marker(const Error& error)
{
    return {
        EventName::failed,
        Level::error,
        std::nullopt,
        {{"write", "restart-needed"}, {"kind", std::string(to_string(error.kind))}, {"error", error.text()}}};
}

Event event_of_end(const Report& report)
{
    const auto count = [&](ProviderResult::Outcome outcome) {
        return std::to_string(
            std::count_if(report.results.begin(), report.results.end(),
                          [&](const ProviderResult& result) { return result.outcome == outcome; }));
    };
    Event event{EventName::pass_done, Level::info, std::nullopt, {}};
    event.level = report.wrote || !report.in_sync() ? Level::info : Level::debug;
    event.fields = {{"in_sync", report.in_sync() ? "true" : "false"},
                    {"created", count(ProviderResult::Outcome::created)},
                    {"updated", count(ProviderResult::Outcome::updated)},
                    {"deleted", count(ProviderResult::Outcome::deleted)},
                    {"failed", count(ProviderResult::Outcome::failed)}};
    if (report.partial)
        event.fields.emplace_back("partial", "true");
    const auto removed = std::ranges::count_if(report.results, [](const ProviderResult& result) {
        return result.secret_removal && !result.secret_removal->error;
    });
    if (removed != 0)
        event.fields.emplace_back("secrets_removed", std::to_string(removed));
    return event;
}

} // namespace idpsync::reconcile
