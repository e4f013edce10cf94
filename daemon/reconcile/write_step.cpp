#include "reconcile/write_step.hpp"

#include "core/change_limit.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/writer.hpp"

#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;

Result<void> WriteStep::prepare_ledger()
{
    const auto aside = observer_.set_aside_the_former_ledger();
    if (aside.has_error())
        return aside.error();
    const auto& plan = work_.report.plan;
    work_.events.expect(changes_in(plan));
    work_.ledger = plan.ledger_before_writes;
    work_.report.intents_open = work_.intents_open();
    if (work_.ledger.account_id.empty() && observer_.facts().account)
        work_.ledger.account_id = observer_.facts().account->id;
    return plan.has_writes() ? Result<void>() : work_.save();
}

asio::awaitable<Result<void>> WriteStep::prepare()
{
    const auto prepared = prepare_ledger();
    if (prepared.has_error())
        co_return prepared.error();
    auto& report = work_.report;
    for (const auto& item : report.plan.items)
        report.results.push_back({.key = item.key, .id = item.id, .in_sync = item.in_sync(), .client = {}});
    co_await restart_.note_run_before_writes();
    co_return Result<void>{};
}

Writer WriteStep::writer()
{
    auto& seams = work_.dependencies;
    return Writer({seams.netbird, seams.clock, seams.events, seams.ledger, work_.memory, work_.ledger,
                   work_.secrets, work_.observed, work_.report, work_.input.request.deadline});
}

asio::awaitable<void> WriteStep::write_ahead(std::size_t index)
{
    auto writer = this->writer();
    co_await writer.update_one(index);
}

asio::awaitable<void> WriteStep::write()
{
    auto& report = work_.report;
    auto& seams = work_.dependencies;
    const auto& request = work_.input.request;
    auto writer = this->writer();
    co_await writer.create_and_update(work_.input.policy.concurrency);
    co_await writer.remove();
    const auto finished = co_await writer.finish();
    for (auto& event : events_of_ownership(report.plan))
        seams.events.emit(std::move(event));
    if (finished.has_error())
        report.confirmation_failed = unsaved(finished.error(), request.commands);
    else
        co_await settings_.write();
}

} // namespace idpsync::reconcile
