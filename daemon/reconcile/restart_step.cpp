#include "reconcile/restart_step.hpp"

#include "core/restart.hpp"
#include "net/concurrently.hpp"
#include "reconcile/known_refusals.hpp"
#include "reconcile/pass_events.hpp"

#include <algorithm>
#include <vector>

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

asio::awaitable<void> RestartStep::look()
{
    if (!work_.may_write() || (!work_.ledger.restart.since && worth_a_probe(work_.ledger).empty()))
        co_return;
    const bool another_run = co_await runs_anew();
    if (another_run)
    {
        see_restart("metrics", work_.ledger.restart.generation);
        co_return;
    }
    for (const auto& [key, decisive] : worth_a_probe(work_.ledger))
    {
        const auto until = work_.ledger.entries.at(key).login.seen_at;
        const auto tells = co_await probe(key);
        if (!tells)
            co_return;
        if (*tells == SightTells::restarted)
            see_restart("login probe", until);
        if (*tells == SightTells::restarted || decisive)
            co_return;
    }
}

void RestartStep::see_restart(const std::string& by, std::uint64_t until)
{
    const auto generation = work_.ledger.restart.generation;
    restart_seen(work_.ledger, work_.observed, until);
    work_.memory.run.reset();
    was_seen_ = true;
    if (work_.dependencies.checks != nullptr)
        for (const auto& [key, entry] : work_.ledger.entries)
            work_.dependencies.checks->note(key, forget_former_values);
    work_.dependencies.events.emit(event_of_restart_seen(by, generation));
}

asio::awaitable<bool> RestartStep::runs_anew()
{
    auto run = co_await read_run();
    if (!run)
        co_return false;
    auto& before = work_.ledger.restart.run;
    if (!before)
    {
        // Every write came before this moment.
        before = run;
        work_.memory.run = run;
        co_return false;
    }
    // The same process has used more CPU since the ledger was written: compared with that, less says more.
    if (work_.memory.run && work_.memory.run->started == before->started &&
        work_.memory.run->cpu > before->cpu)
        before->cpu = work_.memory.run->cpu;
    const bool anew = is_another_run(*before, *run);
    if (!anew)
        work_.memory.run = run;
    co_return anew;
}

asio::awaitable<std::optional<ServerRun>> RestartStep::read_run()
{
    if (work_.dependencies.metrics == nullptr)
        co_return std::nullopt;
    const auto run = co_await work_.dependencies.metrics->read();
    const auto problem = run.has_error() ? run.error().text() : std::string();
    if (!problem.empty() && problem != work_.memory.metrics_problem)
        work_.dependencies.events.emit(event_of_unreadable_metrics(problem));
    work_.memory.metrics_problem = problem;
    if (run.has_error())
        co_return std::nullopt;
    co_return *run;
}

asio::awaitable<void> RestartStep::note_run_before_writes()
{
    const auto& items = work_.report.plan.items;
    const bool matters = std::any_of(items.begin(), items.end(), [](const PlanItem& item) {
        return item.writes() && reaches_logins(item);
    });
    if (matters)
        work_.ledger.restart.run = co_await read_run();
}

asio::awaitable<void> RestartStep::look_at_logins()
{
    // A restart between the first reading and the last write would count as one after all of them.
    if (work_.ledger.restart.run)
    {
        const auto run = co_await read_run();
        if (run && run->started != work_.ledger.restart.run->started)
            work_.ledger.restart.run = run;
        work_.memory.run = run;
    }
    std::vector<asio::awaitable<void>> looks;
    bool silent = false;
    for (const auto& [item, result] : work_.report.items())
        if (was_carried_out(*result) && may_be_opened(item))
            looks.push_back(look_at_login(item.key, silent));
    co_await net::run_concurrently(std::move(looks), work_.input.policy.concurrency);
}

asio::awaitable<void> RestartStep::look_at_login(const ProviderKey& key, bool& silent)
{
    if (silent)
        co_return;
    const auto tells = co_await probe(key);
    if (!tells)
        silent = true;
}

asio::awaitable<std::optional<SightTells>> RestartStep::probe(const ProviderKey& key)
{
    if (work_.dependencies.login == nullptr)
        co_return std::nullopt;
    const auto id = work_.ledger.entries.at(key).id;
    const auto answer = co_await work_.dependencies.login->probe(id);
    if (answer.has_error())
        co_return std::nullopt;
    if (!answer->in_force)
        co_return SightTells::nothing;
    co_return note_sight(work_.ledger, key, {answer->in_force->client_id, answer->in_force->endpoint});
}

void RestartStep::settle()
{
    const auto former = work_.ledger.restart.generation;
    const auto change = settle_need(work_.ledger, work_.observed, work_.dependencies.clock.wall_now());
    const auto needed = restart_needed(work_.ledger);
    if (change.raised && needed)
        work_.dependencies.events.emit(event_of_restart_needed(*needed, work_.input.request.commands));
    if (change.ended && !was_seen_)
        work_.dependencies.events.emit(event_of_restart_unneeded(former));
}

void RestartStep::finish()
{
    settle();
    const auto needed = restart_needed(work_.ledger);
    const auto saved = work_.save();
    if (saved.has_error() && !work_.report.confirmation_failed)
        work_.report.confirmation_failed = unsaved(saved.error(), work_.input.request.commands);
    const auto marked =
        work_.dependencies.ledger.mark_restart(needed ? std::optional(needed->generation) : std::nullopt);
    if (marked.has_error())
        work_.dependencies.events.emit(event_of_failed_marker(marked.error()));
}

} // namespace idpsync::reconcile
