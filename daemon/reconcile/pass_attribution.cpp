// Who changed what, and which secrets may have been changed behind our back: NetBird's audit log.

#include "core/attribution.hpp"
#include "reconcile/pass.hpp"
#include "reconcile/pass_events.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;

/// A look costs one request: where NetBird differs from what was written last, and now and then, because a
/// changed secret does not show.
bool Pass::wants_the_log() const
{
    const auto& rules = input_.request.attribution;
    if (!rules || !memory_.log_refused.empty())
        return false;
    if (memory_.asks_log_again)
        return true;
    const bool differs =
        std::any_of(ledger_.entries.begin(), ledger_.entries.end(), [this](const auto& entry) {
            const auto* connector = observed_.find(entry.second.id);
            return connector == nullptr ||
                   (entry.second.written && connector->values != *entry.second.written);
        });
    if (differs || !rules->interval)
        return differs;
    if (may_write() && memory_.only_looked_at_log)
        return true;
    const auto now = dependencies_.clock.wall_now();
    const auto looked_at = std::max(ledger_.audit.looked_at, memory_.looked_at_log);
    return !looked_at || now < *looked_at || now - *looked_at >= *rules->interval;
}

asio::awaitable<void> Pass::look_into_the_log()
{
    if (wants_the_log())
        co_await read_the_log({});
    else if (!may_write())
        recall_the_log();
}

/// What an earlier look found stays true while nothing was written.
void Pass::recall_the_log()
{
    const auto& seen = memory_.seen_in_log;
    if (!seen || seen->before != ledger_.audit)
        return;
    ledger_.audit = seen->after;
    for (auto& [key, entry] : ledger_.entries)
        if (seen->secrets_in_doubt.contains(entry.id))
            forget_secret(entry);
}

asio::awaitable<void> Pass::look_for_our_writes()
{
    if (!report_.wrote || !input_.request.attribution || !memory_.log_refused.empty())
        co_return;
    std::set<ConnectorId> written;
    for (const auto& result : report_.results)
    {
        const bool ours = result.outcome == ProviderResult::Outcome::created ||
                          result.outcome == ProviderResult::Outcome::updated ||
                          result.outcome == ProviderResult::Outcome::deleted;
        if (ours && result.id)
            written.insert(*result.id);
    }
    if (written.empty())
        co_return;
    co_await read_the_log(written);
    if (const auto saved = save(); saved.has_error())
        report_.confirmation_failed = unsaved(saved.error(), input_.request.commands);
}

std::set<ConnectorId> Pass::listed_or_remembered() const
{
    std::set<ConnectorId> ids;
    for (const auto& connector : observed_.providers)
        ids.insert(connector.id);
    for (const auto& [key, entry] : ledger_.entries)
        ids.insert(entry.id);
    return ids;
}

asio::awaitable<void> Pass::read_the_log(const std::set<ConnectorId>& written)
{
    // A look of `plan` is not one of the daemon's own.
    const auto now = dependencies_.clock.wall_now();
    if (input_.request.attribution->interval)
        memory_.looked_at_log = now;
    memory_.only_looked_at_log = !may_write();
    memory_.asks_log_again = false;
    memory_.seen_in_log.reset();
    auto before = ledger_.audit;
    auto read = co_await dependencies_.netbird.audit(ledger_.audit.cursor);
    if (read.has_error())
    {
        // Nothing depends on the log: what it would say stays unknown.
        if (read.error().kind == ErrorKind::forbidden)
            note_refused_log(read.error());
        co_return;
    }
    const auto news = absorb(ledger_.audit, *read, written);
    forget_gone_connectors(ledger_.audit, listed_or_remembered());
    ledger_.audit.looked_at = now;
    if (news.restored)
        dependencies_.events.emit(event_of_restored_backup());
    std::set<ConnectorId> in_doubt;
    for (auto& [key, entry] : ledger_.entries)
    {
        const bool answers = news.touched.contains(entry.id) && answers_touch_of(key, entry);
        if (!answers && !news.restored)
            continue;
        forget_secret(entry);
        in_doubt.insert(entry.id);
    }
    if (!may_write())
        memory_.seen_in_log = {std::move(before), ledger_.audit, std::move(in_doubt)};
}

void Pass::note_refused_log(const Error& error)
{
    memory_.log_refused = error.text();
    if (std::exchange(memory_.told_log_refusal, error.text()) != error.text())
        dependencies_.events.emit(event_of_unreadable_log(error));
}

bool Pass::answers_touch_of(const ProviderKey& key, const LedgerEntry& entry)
{
    const auto touch = ledger_.audit.touches.find(entry.id);
    if (touch == ledger_.audit.touches.end())
        return false;
    const auto [told, is_first] = memory_.told_touches.try_emplace(entry.id, touch->second.at);
    // While nothing is written, nothing is remembered either: each look finds the same touch anew.
    if (std::exchange(told->second, touch->second.at) != touch->second.at || is_first)
        dependencies_.events.emit(event_of_touch(key, touch->second));
    // What may not be written is planned all the same, and forgotten with the ledger of this pass.
    return input_.request.attribution->reassert && entry.secret &&
           answers_touch(ledger_.audit, entry.id, *entry.secret);
}

/// From here on rule 14 decides: the declared secret is written when the provider accepts it.
void Pass::forget_secret(LedgerEntry& entry)
{
    if (!entry.secret)
        return;
    entry.held_back = HeldBack{entry.secret};
    entry.secret.reset();
}

void Pass::name_who_changed_what()
{
    for (auto& item : report_.plan.items)
        find_drift(item, ledger_.audit);
}

} // namespace idpsync::reconcile
