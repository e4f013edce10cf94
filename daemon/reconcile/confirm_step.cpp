#include "reconcile/confirm_step.hpp"

#include "core/attempts.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/settle.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = ProviderResult::Outcome;

asio::awaitable<void> ConfirmStep::confirm()
{
    if (!work_.report.wrote)
        co_return;
    auto looked = co_await observer_.look();
    if (looked.has_value())
    {
        settle_.by_list();
        looked = co_await settle_.after_writes();
    }
    if (looked.has_error())
    {
        work_.report.confirmation_failed = looked.error().with_context("the writes could not be confirmed");
        work_.report.intents_open = work_.intents_open();
        co_return;
    }
    ConnectorsById by_id;
    for (const auto& connector : work_.observed.providers)
        by_id.emplace(connector.id.value, &connector);
    for (std::size_t i = 0; i < work_.report.results.size(); ++i)
        judge(i, by_id);
    find_duplicates(work_.observed);
    work_.report.intents_open = work_.intents_open();
    co_await restart_.look_at_logins();
    restart_.settle();
    const auto saved = work_.save();
    if (saved.has_error())
        work_.report.confirmation_failed = unsaved(saved.error(), work_.input.request.commands);
}

void ConfirmStep::judge(std::size_t index, const ConnectorsById& listed)
{
    const auto& item = work_.report.plan.items[index];
    auto& result = work_.report.results[index];
    const bool not_sent = result.outcome == Outcome::untouched || result.outcome == Outcome::held;
    if (!item.writes() || not_sent || result.outcome == Outcome::failed)
        return;

    const auto* entry = work_.ledger.find(item.key);
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

void ConfirmStep::judge_unknown(const PlanItem& item, ProviderResult& result)
{
    const bool create = item.action == Action::create;
    const auto* intent = create ? work_.ledger.open_create(item.key) : work_.ledger.open_write(*item.id);
    if (intent != nullptr)
    {
        // Of an update with a secret the list shows everything but that.
        result.in_sync = false;
        return;
    }
    if (!result.in_sync)
    {
        result.outcome = Outcome::failed;
        result.error =
            Error{ErrorKind::transport, std::string("the answer was lost, and nothing was ") +
                                            (create                          ? "created"
                                             : item.action == Action::remove ? "deleted"
                                                                             : "changed") +
                                            "; run " + work_.input.request.commands.pass() + " again"};
        return;
    }
    result.error.reset();
    if (item.action == Action::remove)
    {
        result.outcome = Outcome::deleted;
        work_.dependencies.events.emit(event_of_outcome(item, result));
        return;
    }
    auto& entry = work_.ledger.entries.at(item.key);
    if (item.action == Action::update)
    {
        entry = entry_after_write(item, entry.id, work_.dependencies.clock.wall_now());
        note_write(work_.ledger, item);
    }
    result.outcome = item.action == Action::create ? Outcome::created : Outcome::updated;
    result.id = entry.id;
    work_.dependencies.events.emit(event_of_outcome(item, result));
}

void ConfirmStep::judge_ignored(const PlanItem& item, ProviderResult& result,
                                const ObservedProvider* connector)
{
    const std::string why =
        item.action == Action::remove ? "NetBird accepted the delete, but still lists the connector"
        : connector == nullptr        ? "NetBird accepted the write, but does not list the connector"
                                      : std::string(reads_back_otherwise);
    if (item.action == Action::remove && item.entry)
        work_.ledger.entries.insert_or_assign(item.key, *item.entry);
    result.outcome = Outcome::not_converging;
    result.error = Error{ErrorKind::conflict, why};
    if (connector != nullptr)
        work_.memory.attempts.not_converging(item, connector->values, why);
    work_.dependencies.events.emit(event_of_outcome(item, result));
}

void ConfirmStep::find_duplicates(const ObservedState& seen)
{
    std::map<std::string, std::vector<const ObservedProvider*>> by_match;
    for (const auto& connector : seen.providers)
        by_match[match_key(connector.values)].push_back(&connector);

    const auto claimed = [&](const ConnectorId& id) {
        return std::any_of(work_.ledger.entries.begin(), work_.ledger.entries.end(),
                           [&](const auto& entry) { return entry.second.id == id; });
    };
    for (const auto& item : work_.report.plan.items)
    {
        const auto* entry = work_.ledger.find(item.key);
        const auto found =
            item.want && entry != nullptr ? by_match.find(match_key(*item.want)) : by_match.end();
        if (found == by_match.end() || found->second.size() < 2)
            continue;
        for (const auto* connector : found->second)
            if (!claimed(connector->id))
                work_.report.duplicates.push_back({item.key, entry->id, connector->id});
    }
    for (const auto& duplicate : work_.report.duplicates)
        work_.dependencies.events.emit(event_of_duplicate(duplicate));
}

} // namespace idpsync::reconcile
