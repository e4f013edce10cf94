#include "reconcile/attribution_step.hpp"

#include "core/attribution.hpp"
#include "reconcile/pass_events.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;

/// A look costs one request: where NetBird differs from what was written last, and now and then, because a
/// changed secret does not show.
bool AttributionStep::wants_the_log() const
{
    const auto& rules = work_.input.request.attribution;
    if (!rules || !work_.memory.log_refused.empty())
        return false;
    if (work_.memory.asks_log_again)
        return true;
    const bool differs =
        std::any_of(work_.ledger.entries.begin(), work_.ledger.entries.end(), [this](const auto& entry) {
            const auto* connector = work_.observed.find(entry.second.id);
            return connector == nullptr ||
                   (entry.second.written && connector->values != *entry.second.written);
        });
    if (differs || !rules->interval)
        return differs;
    if (work_.may_write() && work_.memory.only_looked_at_log)
        return true;
    const auto now = work_.dependencies.clock.wall_now();
    const auto looked_at = std::max(work_.ledger.audit.looked_at, work_.memory.looked_at_log);
    return !looked_at || now < *looked_at || now - *looked_at >= *rules->interval;
}

asio::awaitable<void> AttributionStep::look()
{
    if (wants_the_log())
        co_await read_the_log({});
    else if (!work_.may_write())
        recall_the_log();
}

/// What an earlier look found stays true while nothing was written.
void AttributionStep::recall_the_log()
{
    const auto& seen = work_.memory.seen_in_log;
    if (!seen || seen->before != work_.ledger.audit)
        return;
    work_.ledger.audit = seen->after;
    for (auto& [key, entry] : work_.ledger.entries)
        if (seen->secrets_in_doubt.contains(entry.id))
            forget_secret(entry);
}

asio::awaitable<void> AttributionStep::look_for_our_writes()
{
    if (!work_.report.wrote || !work_.input.request.attribution || !work_.memory.log_refused.empty())
        co_return;
    std::set<ConnectorId> written;
    for (const auto& result : work_.report.results)
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
    if (const auto saved = work_.save(); saved.has_error())
        work_.report.confirmation_failed = unsaved(saved.error(), work_.input.request.commands);
}

std::set<ConnectorId> AttributionStep::listed_or_remembered() const
{
    std::set<ConnectorId> ids;
    for (const auto& connector : work_.observed.providers)
        ids.insert(connector.id);
    for (const auto& [key, entry] : work_.ledger.entries)
        ids.insert(entry.id);
    return ids;
}

asio::awaitable<void> AttributionStep::read_the_log(const std::set<ConnectorId>& written)
{
    // A look of `plan` is not one of the daemon's own.
    const auto now = work_.dependencies.clock.wall_now();
    if (work_.input.request.attribution->interval)
        work_.memory.looked_at_log = now;
    work_.memory.only_looked_at_log = !work_.may_write();
    work_.memory.asks_log_again = false;
    work_.memory.seen_in_log.reset();
    auto before = work_.ledger.audit;
    auto read = co_await work_.dependencies.netbird.audit(work_.ledger.audit.cursor);
    if (read.has_error())
    {
        // Nothing depends on the log: what it would say stays unknown.
        if (read.error().kind == ErrorKind::forbidden)
            note_refused_log(read.error());
        co_return;
    }
    const auto news = absorb(work_.ledger.audit, *read, written);
    forget_gone_connectors(work_.ledger.audit, listed_or_remembered());
    work_.ledger.audit.looked_at = now;
    if (news.restored)
        work_.dependencies.events.emit(event_of_restored_backup());
    std::set<ConnectorId> in_doubt;
    for (auto& [key, entry] : work_.ledger.entries)
    {
        const bool answers = news.touched.contains(entry.id) && answers_touch_of(key, entry);
        if (!answers && !news.restored)
            continue;
        forget_secret(entry);
        in_doubt.insert(entry.id);
    }
    if (!work_.may_write())
        work_.memory.seen_in_log = {std::move(before), work_.ledger.audit, std::move(in_doubt)};
}

void AttributionStep::note_refused_log(const Error& error)
{
    work_.memory.log_refused = error.text();
    if (std::exchange(work_.memory.told_log_refusal, error.text()) != error.text())
        work_.dependencies.events.emit(event_of_unreadable_log(error));
}

bool AttributionStep::answers_touch_of(const ProviderKey& key, const LedgerEntry& entry)
{
    const auto touch = work_.ledger.audit.touches.find(entry.id);
    if (touch == work_.ledger.audit.touches.end())
        return false;
    const auto [told, is_first] = work_.memory.told_touches.try_emplace(entry.id, touch->second.at);
    // While nothing is written, nothing is remembered either: each look finds the same touch anew.
    if (std::exchange(told->second, touch->second.at) != touch->second.at || is_first)
        work_.dependencies.events.emit(event_of_touch(key, touch->second));
    // What may not be written is planned all the same, and forgotten with the ledger of this pass.
    return work_.input.request.attribution->reassert && entry.secret &&
           answers_touch(work_.ledger.audit, entry.id, *entry.secret);
}

/// From here on rule 14 decides: the declared secret is written when the provider accepts it.
void AttributionStep::forget_secret(LedgerEntry& entry)
{
    if (!entry.secret)
        return;
    entry.held_back = HeldBack{entry.secret};
    entry.secret.reset();
}

void AttributionStep::name_who_changed_what()
{
    for (auto& item : work_.report.plan.items)
        find_drift(item, work_.ledger.audit);
}

} // namespace idpsync::reconcile
