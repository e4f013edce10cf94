#include "reconcile/reconciler.hpp"

#include "core/restart.hpp"
#include "reconcile/attribution_step.hpp"
#include "reconcile/client_step.hpp"
#include "reconcile/confirm_step.hpp"
#include "reconcile/observer.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/pass_work.hpp"
#include "reconcile/plan_step.hpp"
#include "reconcile/preflight_step.hpp"
#include "reconcile/restart_step.hpp"
#include "reconcile/rotation_step.hpp"
#include "reconcile/settings_step.hpp"
#include "reconcile/settle_step.hpp"
#include "reconcile/write_step.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// The steps of one pass over the same work.
struct Pass
{
    Pass(const Reconciler::Dependencies& dependencies, PassMemory& memory, const PassInput& input)
        : work(dependencies, memory, input)
    {}

    Report finish();

    PassWork work;
    Observer observer{work};
    AttributionStep attribution{work};
    RestartStep restart{work};
    SettingsStep settings{work, observer};
    SettleStep settle{work, observer, settings};
    ClientStep clients{work};
    PlanStep plan{work, observer, settle, attribution, settings, clients};
    PreflightStep preflight{work};
    WriteStep writing{work, observer, restart, settings};
    RotationStep rotation{work, clients, preflight, writing};
    ConfirmStep confirming{work, observer, settle, restart};
};

Report Pass::finish()
{
    auto& report = work.report;
    report.restart_needed = restart_needed(work.ledger);
    report.audit_refused = work.memory.log_refused;
    if (work.may_write())
    {
        report.settled = std::exchange(work.memory.settled, {});
        settle.note_next();
    }
    if (!work.input.request.candidate)
        work.dependencies.events.emit(event_of_end(report));
    return std::move(report);
}

} // namespace

Reconciler::Reconciler(const Dependencies& dependencies, std::chrono::milliseconds request_timeout)
    : dependencies_(dependencies),
      memory_(Abandoned(dependencies.clock.now(), std::max<std::chrono::milliseconds>(request_timeout, 15s)))
{}

asio::awaitable<Result<Report>> Reconciler::run_once(const DesiredState& desired, const Secrets& secrets,
                                                     const Policy& policy, const PassRequest& request)
{
    dependencies_.events.emit({EventName::pass_started, Level::debug, std::nullopt, {}});
    dependencies_.netbird.begin_pass(request.deadline);
    // What was refused is tried at once. A look changes nothing of what is held back: it only plans as if
    // nothing were.
    if (request.demanded && request.write)
        memory_.attempts.forget_all();
    if (request.demanded)
        memory_.ask_log_again();

    Pass pass(dependencies_, memory_, {desired, secrets, policy, request});
    if (const auto opened = pass.observer.open_ledger(); opened.has_error())
        co_return opened.error();
    const auto observed = co_await pass.observer.observe();
    if (observed.has_error())
        co_return observed.error();
    const auto settled = co_await pass.settle.before_planning();
    if (settled.has_error())
        co_return settled.error();

    co_await pass.attribution.look();
    co_await pass.restart.look();
    const auto clients = co_await pass.clients.look();
    if (clients.has_error())
        co_return clients.error();
    co_await pass.plan.plan();
    co_await pass.preflight.ask();
    pass.plan.limit();
    // The log is about what is in force.
    if (!request.candidate)
        pass.plan.announce();
    if (!pass.work.may_write())
        co_return pass.finish();

    const auto prepared = co_await pass.writing.prepare();
    if (prepared.has_error())
        co_return prepared.error();
    const auto clients_written = co_await pass.clients.write();
    if (clients_written.has_error())
        co_return clients_written.error();
    co_await pass.preflight.ask_behind_clients();
    co_await pass.rotation.carry_out();
    pass.plan.announce_behind_clients();
    co_await pass.writing.write();
    co_await pass.preflight.note_refused_writes();
    co_await pass.confirming.confirm();
    pass.preflight.tell_of_unverified_writes();
    co_await pass.attribution.look_for_our_writes();
    co_await pass.settings.confirm();
    pass.restart.finish();
    co_await pass.rotation.finish();
    co_await pass.clients.remove_what_is_done_with();
    co_return pass.finish();
}

asio::awaitable<Result<ObservedState>> Reconciler::list()
{
    const DesiredState desired;
    const Secrets secrets;
    const Policy policy;
    const PassRequest request;
    dependencies_.netbird.begin_pass(std::nullopt);
    Pass pass(dependencies_, memory_, {desired, secrets, policy, request});
    const auto observed = co_await pass.observer.observe();
    if (observed.has_error())
        co_return observed.error();
    co_return std::move(pass.work.observed);
}

asio::awaitable<Result<netbird::AccountSettings>> Reconciler::account_settings()
{
    dependencies_.netbird.begin_pass(std::nullopt);
    co_return co_await dependencies_.netbird.account_settings();
}

} // namespace idpsync::reconcile
