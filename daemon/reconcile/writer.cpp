#include "reconcile/writer.hpp"

#include "netbird/codec.hpp"
#include "reconcile/concurrently.hpp"
#include "reconcile/pass_events.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = ProviderResult::Outcome;

namespace {

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
    std::vector<std::size_t> queue;
    const auto& items = work_.report.plan.items;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (is_write_of_one(items[i]))
            queue.push_back(i);

    std::size_t next = 0;
    std::vector<asio::awaitable<void>> workers;
    for (std::size_t i = 0; i < std::min<std::size_t>(concurrency, queue.size()); ++i)
        workers.push_back(work_off(queue, next));
    co_await run_concurrently(std::move(workers));
}

asio::awaitable<void> Writer::work_off(const std::vector<std::size_t>& queue, std::size_t& next)
{
    while (next < queue.size())
    {
        const auto index = queue[next++];
        co_await write(index);
    }
}

asio::awaitable<void> Writer::write(std::size_t index)
{
    const auto& item = work_.report.plan.items[index];
    const auto* open = work_.ledger.open_intent(item.key);
    const auto former = open == nullptr ? std::nullopt : std::optional<Intent>(*open);

    open_intent(item);
    const auto durable = co_await commits_.commit();
    if (durable.has_error())
    {
        restore_intent(item.key, former);
        fail(index, Outcome::failed,
             durable.error().with_context("nothing was sent, because the ledger cannot be saved"));
        co_return;
    }
    work_.report.wrote = true;
    const auto outcome = co_await send(item);
    record(index, outcome, former);
}

asio::awaitable<Result<ConnectorId>> Writer::send(const PlanItem& item)
{
    const Secret* secret = nullptr;
    if (item.secret == SecretFate::written)
        secret = &work_.secrets.values.at(item.key);

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
    const auto updated = co_await work_.netbird.update(*item.id, *item.want, secret);
    if (updated.has_error())
        co_return updated.error();
    co_return *item.id;
}

void Writer::record(std::size_t index, const Result<ConnectorId>& outcome,
                    const std::optional<Intent>& former)
{
    const auto& item = work_.report.plan.items[index];
    auto& result = work_.report.results[index];
    if (outcome.has_value())
    {
        close_intent(item.key);
        if (item.action == Action::remove)
            work_.ledger.entries.erase(item.key);
        else
            work_.ledger.entries.insert_or_assign(item.key,
                                                  entry_after_write(item, *outcome, work_.clock.wall_now()));
        work_.memory.attempts.succeeded(item.key);
        result.outcome = outcome_of(item.action);
        result.id = *outcome;
        work_.events.emit(event_of_outcome(item, result));
        return;
    }

    const auto& error = outcome.error();
    if (error.kind == ErrorKind::unknown_outcome)
    {
        if (item.action == Action::create)
            work_.memory.abandoned.insert_or_assign(item.key, work_.clock.now());
        fail(index, Outcome::unknown, error);
        return;
    }
    // It was certainly not carried out; what an earlier write left open stays open.
    restore_intent(item.key, former);
    if (error.kind == ErrorKind::rejected)
        work_.memory.attempts.rejected(item, netbird::says_issuer_unreachable(error), error.message,
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
        if (all_written)
            co_await remove_one(i);
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
    co_await write(index);
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

void Writer::open_intent(const PlanItem& item)
{
    close_intent(item.key);
    work_.ledger.intents.push_back(intent_for(item, work_.observed));
}

void Writer::close_intent(const ProviderKey& key)
{
    std::erase_if(work_.ledger.intents, [&](const Intent& intent) { return intent.key == key; });
}

void Writer::restore_intent(const ProviderKey& key, const std::optional<Intent>& former)
{
    close_intent(key);
    if (former)
        work_.ledger.intents.push_back(*former);
}

void Writer::fail(std::size_t index, Outcome outcome, Error error)
{
    auto& result = work_.report.results[index];
    result.outcome = outcome;
    result.error = std::move(error);
    work_.events.emit(event_of_outcome(work_.report.plan.items[index], result));
}

} // namespace idpsync::reconcile
