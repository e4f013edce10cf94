// What a pass finds out about NetBird's restarts: before it writes, whether one came; after its writes,
// whether one is needed. docs/reconciling.md 21 and 24.

#include "core/restart.hpp"
#include "reconcile/known_refusals.hpp"
#include "reconcile/pass.hpp"
#include "reconcile/pass_events.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = ProviderResult::Outcome;

namespace {

bool was_carried_out(const ProviderResult& result)
{
    return result.outcome == Outcome::created || result.outcome == Outcome::updated;
}

/// After a create, a login probe waits until the provider itself accepted the values (rule 21): what it opens
/// stays open.
bool may_be_opened(const PlanItem& item)
{
    if (item.action == Action::create)
        return item.preflight && item.preflight->verdict == Verdict::accepted;
    return reaches_logins(item);
}

} // namespace

asio::awaitable<void> Pass::look_for_restart()
{
    if (!may_write() || (!ledger_.restart.since && worth_a_probe(ledger_).empty()))
        co_return;
    const bool another_run = co_await runs_anew();
    if (another_run)
    {
        see_restart("metrics", ledger_.restart.generation);
        co_return;
    }
    for (const auto& [key, decisive] : worth_a_probe(ledger_))
    {
        const auto until = ledger_.entries.at(key).login.seen_at;
        const auto tells = co_await probe(key);
        if (!tells)
            co_return;
        if (*tells == SightTells::restarted)
            see_restart("login probe", until);
        if (*tells == SightTells::restarted || decisive)
            co_return;
    }
}

void Pass::see_restart(const std::string& by, std::uint64_t until)
{
    const auto generation = ledger_.restart.generation;
    restart_seen(ledger_, observed_, until);
    memory_.run.reset();
    restart_was_seen_ = true;
    if (dependencies_.checks != nullptr)
        for (const auto& [key, entry] : ledger_.entries)
            dependencies_.checks->note(key, forget_former_values);
    dependencies_.events.emit(event_of_restart_seen(by, generation));
}

asio::awaitable<bool> Pass::runs_anew()
{
    auto run = co_await read_run();
    if (!run)
        co_return false;
    auto& before = ledger_.restart.run;
    if (!before)
    {
        // Every write came before this moment.
        before = run;
        memory_.run = run;
        co_return false;
    }
    // The same process has used more CPU since the ledger was written: compared with that, less says more.
    if (memory_.run && memory_.run->started == before->started && memory_.run->cpu > before->cpu)
        before->cpu = memory_.run->cpu;
    const bool anew = is_another_run(*before, *run);
    if (!anew)
        memory_.run = run;
    co_return anew;
}

asio::awaitable<std::optional<ServerRun>> Pass::read_run()
{
    if (dependencies_.metrics == nullptr)
        co_return std::nullopt;
    const auto run = co_await dependencies_.metrics->read();
    const auto problem = run.has_error() ? run.error().text() : std::string();
    if (!problem.empty() && problem != memory_.metrics_problem)
        dependencies_.events.emit(event_of_unreadable_metrics(problem));
    memory_.metrics_problem = problem;
    if (run.has_error())
        co_return std::nullopt;
    co_return *run;
}

asio::awaitable<void> Pass::note_run_before_writes()
{
    const auto& items = report_.plan.items;
    const bool matters = std::any_of(items.begin(), items.end(), [](const PlanItem& item) {
        return item.writes() && reaches_logins(item);
    });
    if (matters)
        ledger_.restart.run = co_await read_run();
}

asio::awaitable<void> Pass::look_at_logins()
{
    // A restart between the first reading and the last write would count as one after all of them.
    if (ledger_.restart.run)
    {
        const auto run = co_await read_run();
        if (run && run->started != ledger_.restart.run->started)
            ledger_.restart.run = run;
        memory_.run = run;
    }
    for (std::size_t i = 0; i < report_.results.size(); ++i)
    {
        const auto& item = report_.plan.items[i];
        if (!was_carried_out(report_.results[i]) || !may_be_opened(item))
            continue;
        const auto tells = co_await probe(item.key);
        if (!tells)
            co_return;
    }
}

asio::awaitable<std::optional<SightTells>> Pass::probe(const ProviderKey& key)
{
    if (dependencies_.login == nullptr)
        co_return std::nullopt;
    const auto id = ledger_.entries.at(key).id;
    const auto answer = co_await dependencies_.login->probe(id);
    if (answer.has_error())
        co_return std::nullopt;
    if (!answer->in_force)
        co_return SightTells::nothing;
    co_return note_sight(ledger_, key, {answer->in_force->client_id, answer->in_force->endpoint});
}

void Pass::settle_restart()
{
    const auto former = ledger_.restart.generation;
    const auto change = settle_need(ledger_, observed_, dependencies_.clock.wall_now());
    const auto needed = restart_needed(ledger_);
    if (change.raised && needed)
        dependencies_.events.emit(event_of_restart_needed(*needed, input_.request.commands));
    if (change.ended && !restart_was_seen_)
        dependencies_.events.emit(event_of_restart_unneeded(former));
}

void Pass::finish_restart()
{
    settle_restart();
    const auto needed = restart_needed(ledger_);
    const auto saved = save();
    if (saved.has_error() && !report_.confirmation_failed)
        report_.confirmation_failed = unsaved(saved.error(), input_.request.commands);
    const auto marked =
        dependencies_.ledger.mark_restart(needed ? std::optional(needed->generation) : std::nullopt);
    if (marked.has_error())
        dependencies_.events.emit(event_of_failed_marker(marked.error()));
}

} // namespace idpsync::reconcile
