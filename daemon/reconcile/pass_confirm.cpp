// The last step of a pass: what NetBird reads back decides how each write came out.

#include "reconcile/pass.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/settle.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = ProviderResult::Outcome;

asio::awaitable<Result<void>> Pass::confirm()
{
    if (!report_.wrote)
        co_return Result<void>{};
    auto looked = co_await look();
    if (looked.has_value())
    {
        settle_by_list();
        looked = co_await settle_after_writes();
    }
    if (looked.has_error())
    {
        report_.confirmation_failed = looked.error().with_context("the writes could not be confirmed");
        report_.intents_open = intents_open();
        co_return Result<void>{};
    }
    ConnectorsById by_id;
    for (const auto& connector : observed_.providers)
        by_id.emplace(connector.id.value, &connector);
    for (std::size_t i = 0; i < report_.results.size(); ++i)
        judge(i, by_id);
    find_duplicates(observed_);
    report_.intents_open = intents_open();
    co_await look_at_logins();
    settle_restart();
    const auto saved = save();
    if (saved.has_error())
        report_.confirmation_failed = unsaved(saved.error(), input_.request.commands);
    co_return Result<void>{};
}

void Pass::judge(std::size_t index, const ConnectorsById& listed)
{
    const auto& item = report_.plan.items[index];
    auto& result = report_.results[index];
    const bool not_sent = result.outcome == Outcome::untouched || result.outcome == Outcome::held;
    if (!item.writes() || not_sent || result.outcome == Outcome::failed)
        return;

    const auto* entry = ledger_.find(item.key);
    const auto found = item.action == Action::remove ? listed.find(item.id->value)
                       : entry == nullptr            ? listed.end()
                                                     : listed.find(entry->id.value);
    const auto* connector = found == listed.end() ? nullptr : found->second;
    result.in_sync = item.action == Action::remove ? connector == nullptr
                                                   : connector != nullptr && connector->values == *item.want;
    if (result.outcome == Outcome::unknown)
        judge_unknown(item, result);
    else if (!result.in_sync)
        judge_ignored(item, result, connector);
}

void Pass::judge_unknown(const PlanItem& item, ProviderResult& result)
{
    const bool create = item.action == Action::create;
    const auto* intent = create ? ledger_.open_create(item.key) : ledger_.open_write(*item.id);
    if (intent != nullptr)
    {
        // Of an update with a secret the list shows everything but that.
        result.in_sync = false;
        return;
    }
    if (!result.in_sync)
    {
        result.outcome = Outcome::failed;
        result.error = Error{ErrorKind::transport, std::string("the answer was lost, and nothing was ") +
                                                       (create                          ? "created"
                                                        : item.action == Action::remove ? "deleted"
                                                                                        : "changed") +
                                                       "; run " + input_.request.commands.pass() + " again"};
        return;
    }
    result.error.reset();
    if (item.action == Action::remove)
    {
        result.outcome = Outcome::deleted;
        dependencies_.events.emit(event_of_outcome(item, result));
        return;
    }
    auto& entry = ledger_.entries.at(item.key);
    if (item.action == Action::update)
    {
        entry = entry_after_write(item, entry.id, dependencies_.clock.wall_now());
        note_write(ledger_, item);
    }
    result.outcome = item.action == Action::create ? Outcome::created : Outcome::updated;
    result.id = entry.id;
    dependencies_.events.emit(event_of_outcome(item, result));
}

void Pass::judge_ignored(const PlanItem& item, ProviderResult& result, const ObservedProvider* connector)
{
    const std::string why = item.action == Action::remove
                                ? "NetBird took the delete, but still lists the connector"
                            : connector == nullptr ? "NetBird took the write, but does not list the connector"
                                                   : "NetBird took the write, but reads back something else; "
                                                     "it is not sent again until something changes";
    if (item.action == Action::remove && item.entry)
        ledger_.entries.insert_or_assign(item.key, *item.entry);
    result.outcome = Outcome::not_converging;
    result.error = Error{ErrorKind::conflict, why};
    if (connector != nullptr)
        memory_.attempts.not_converging(item, connector->values, why);
    dependencies_.events.emit(event_of_outcome(item, result));
}

void Pass::find_duplicates(const ObservedState& seen)
{
    std::map<std::string, std::vector<const ObservedProvider*>> by_match;
    for (const auto& connector : seen.providers)
        by_match[match_key(connector.values)].push_back(&connector);

    const auto claimed = [&](const ConnectorId& id) {
        return std::any_of(ledger_.entries.begin(), ledger_.entries.end(),
                           [&](const auto& entry) { return entry.second.id == id; });
    };
    for (const auto& item : report_.plan.items)
    {
        const auto* entry = ledger_.find(item.key);
        const auto found =
            item.want && entry != nullptr ? by_match.find(match_key(*item.want)) : by_match.end();
        if (found == by_match.end() || found->second.size() < 2)
            continue;
        for (const auto* connector : found->second)
            if (!claimed(connector->id))
                report_.duplicates.push_back({item.key, entry->id, connector->id});
    }
    for (const auto& duplicate : report_.duplicates)
        dependencies_.events.emit(event_of_duplicate(duplicate));
}

} // namespace idpsync::reconcile
