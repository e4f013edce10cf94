#include "reconcile/writer.hpp"

#include "core/restart.hpp"
#include "net/concurrently.hpp"
#include "netbird/codec.hpp"
#include "reconcile/pass_events.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = ProviderResult::Outcome;

namespace {

/// So many intents are saved at once. More would cost nothing but open questions after a crash.
constexpr std::size_t writes_ahead = 16;

bool is_write_of_one(const PlanItem& item)
{
    return item.writes() && item.action != Action::remove;
}

Outcome outcome_of(Action action)
{
    switch (action)
    {
    case Action::create: return Outcome::created;
    case Action::update: return Outcome::updated;
    default: return Outcome::deleted;
    }
}

} // namespace

Writer::Writer(const Work& work) : work_(work), commits_(work.store, work.ledger)
{}

asio::awaitable<void> Writer::create_and_update(unsigned concurrency)
{
    Queue queue;
    const auto& items = work_.report.plan.items;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (is_write_of_one(items[i]) && work_.report.results[i].outcome == Outcome::untouched)
            queue.items.push_back(i);

    std::vector<asio::awaitable<void>> workers;
    for (std::size_t i = 0; i < std::min<std::size_t>(concurrency, queue.items.size()); ++i)
        workers.push_back(work_off(queue));
    co_await net::run_concurrently(std::move(workers));
}

asio::awaitable<void> Writer::update_one(std::size_t index)
{
    Queue queue{.items = {index}};
    co_await write(queue, 0);
}

asio::awaitable<void> Writer::work_off(Queue& queue)
{
    while (queue.next < queue.items.size())
    {
        const auto position = queue.next++;
        if (time_is_up())
            leave(queue, position);
        else
            co_await write(queue, position);
    }
}

bool Writer::time_is_up() const
{
    return work_.deadline && work_.clock.now() > *work_.deadline;
}

/// The next pass writes it; an intent that was saved ahead is withdrawn.
void Writer::leave(const Queue& queue, std::size_t position)
{
    work_.report.partial = true;
    if (position < queue.opened)
        restore_intent(work_.report.plan.items[queue.items[position]]);
}

asio::awaitable<void> Writer::write(Queue& queue, std::size_t position)
{
    const auto index = queue.items[position];
    const auto& item = work_.report.plan.items[index];
    const auto durable = co_await make_durable(queue, position);
    if (durable.has_error())
    {
        restore_intent(item);
        fail(index, Outcome::failed,
             durable.error().with_context("nothing was sent, because the ledger cannot be saved"));
        co_return;
    }
    work_.report.wrote = true;
    const auto outcome = co_await send(item);
    record(index, outcome);
}

asio::awaitable<Result<void>> Writer::make_durable(Queue& queue, std::size_t position)
{
    if (position < queue.durable)
        co_return Result<void>{};
    // The intents of the writes that come next go along: a save for each of them would keep all others
    // waiting.
    const auto until = std::min(position + writes_ahead, queue.items.size());
    for (; queue.opened < until; ++queue.opened)
        open_intent(work_.report.plan.items[queue.items[queue.opened]]);
    const auto opened = queue.opened;
    const auto saved = co_await commits_.commit();
    if (saved.has_value())
        queue.durable = std::max(queue.durable, opened);
    co_return saved;
}

asio::awaitable<Result<ConnectorId>> Writer::send(const PlanItem& item)
{
    const Secret* secret = nullptr;
    if (item.secret == SecretFate::written)
        secret = work_.secrets.find(item.key);

    if (item.action == Action::remove)
    {
        const auto removed = co_await work_.netbird.remove(*item.id);
        if (removed.has_error())
            co_return removed.error();
        co_return *item.id;
    }
    if (item.action == Action::create)
    {
        const auto created = co_await work_.netbird.create(*item.want, *secret);
        if (created.has_error())
            co_return created.error();
        co_return created->id;
    }
    const auto updated = co_await work_.netbird.update(*item.id, *item.want, secret, item.unknown_members);
    if (updated.has_error())
        co_return updated.error();
    co_return *item.id;
}

void Writer::record(std::size_t index, const Result<ConnectorId>& outcome)
{
    const auto& item = work_.report.plan.items[index];
    auto& result = work_.report.results[index];
    if (outcome.has_value())
    {
        const auto intent = intent_for(item, work_.observed);
        close_intent(intent);
        work_.memory.abandoned.forget(target_of(intent));
        if (item.action == Action::remove)
            work_.ledger.entries.erase(item.key);
        else
        {
            work_.ledger.entries.insert_or_assign(item.key,
                                                  entry_after_write(item, *outcome, work_.clock.wall_now()));
            note_write(work_.ledger, item);
        }
        work_.memory.attempts.succeeded(item.key);
        result.outcome = outcome_of(item.action);
        result.id = *outcome;
        work_.events.emit(event_of_outcome(item, result));
        return;
    }

    const auto& error = outcome.error();
    if (error.kind == ErrorKind::unknown_outcome)
    {
        work_.memory.abandoned.note(target_of(intent_for(item, work_.observed)), work_.clock.now());
        if (error.cause == ErrorCause::netbird_failed)
            work_.memory.answered_5xx.insert_or_assign(item.key, PassMemory::Write{item, error.text()});
        fail(index, Outcome::unknown, error);
        return;
    }
    // It was certainly not carried out; what an earlier write left open stays open.
    restore_intent(item);
    work_.report.partial = work_.report.partial || error.kind == ErrorKind::throttled;
    if (is_refusal(error.kind))
        work_.memory.attempts.rejected(item, error.cause == ErrorCause::issuer_unreachable, error.text(),
                                       work_.clock.now());
    fail(index, Outcome::failed, error);
}

asio::awaitable<void> Writer::remove()
{
    auto& results = work_.report.results;
    const auto& items = work_.report.plan.items;
    const bool all_written = std::none_of(results.begin(), results.end(),
                                          [](const ProviderResult& one) { return one.error.has_value(); });
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        if (!items[i].writes() || items[i].action != Action::remove)
            continue;
        work_.report.partial = work_.report.partial || time_is_up();
        if (all_written && !work_.report.partial)
            co_await remove_one(i);
        else if (all_written)
            continue;
        else
            fail(i, Outcome::held,
                 {ErrorKind::conflict,
                  "not deleted: a create or update of this pass failed, and deletes wait for them"});
    }
}

asio::awaitable<void> Writer::remove_one(std::size_t index)
{
    const auto& item = work_.report.plan.items[index];
    auto refused = co_await objection(item);
    if (refused)
    {
        fail(index, Outcome::held, std::move(*refused));
        co_return;
    }
    Queue queue{.items = {index}};
    co_await write(queue, 0);
}

asio::awaitable<std::optional<Error>> Writer::objection(const PlanItem& item)
{
    const auto observed = co_await work_.netbird.list();
    if (observed.has_error())
        co_return observed.error().with_context("not deleted: the list could not be read again");
    Facts facts;
    auto account = co_await work_.netbird.account();
    if (account.has_value())
        facts.account = std::move(*account);
    const auto text = objection_to_delete(item, *observed, facts);
    if (text)
        co_return Error{ErrorKind::conflict, "not deleted: " + *text};
    co_return std::nullopt;
}

asio::awaitable<Result<void>> Writer::finish()
{
    co_return co_await commits_.commit();
}

/// An earlier intent for the same target has settled, or the plan would have left it alone: from here on this
/// one stands for both.
void Writer::open_intent(const PlanItem& item)
{
    auto intent = intent_for(item, work_.observed);
    for (const auto& former : work_.ledger.intents)
        if (same_target(former, intent))
            former_intents_.insert_or_assign(item.key, former);
    close_intent(intent);
    work_.ledger.intents.push_back(std::move(intent));
}

void Writer::close_intent(const Intent& intent)
{
    std::erase_if(work_.ledger.intents, [&](const Intent& one) { return same_target(one, intent); });
}

void Writer::restore_intent(const PlanItem& item)
{
    close_intent(intent_for(item, work_.observed));
    const auto former = former_intents_.find(item.key);
    if (former != former_intents_.end())
        work_.ledger.intents.push_back(former->second);
}

void Writer::fail(std::size_t index, Outcome outcome, Error error)
{
    auto& result = work_.report.results[index];
    result.outcome = outcome;
    result.error = std::move(error);
    work_.events.emit(event_of_outcome(work_.report.plan.items[index], result));
}

} // namespace idpsync::reconcile
