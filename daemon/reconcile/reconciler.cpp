#include "reconcile/reconciler.hpp"

#include "reconcile/pass.hpp"
#include "reconcile/pass_events.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

Reconciler::Reconciler(const Dependencies& dependencies, std::chrono::milliseconds request_timeout)
    : dependencies_(dependencies),
      memory_(Abandoned(dependencies.clock.now(), std::max<std::chrono::milliseconds>(request_timeout, 15s)))
{}

asio::awaitable<Result<Report>> Reconciler::run_once(const DesiredState& desired, const Secrets& secrets,
                                                     const Policy& policy, const PassRequest& request)
{
    dependencies_.events.emit({EventName::pass_started, Level::debug, std::nullopt, {}});
    dependencies_.netbird.begin_pass(request.deadline);
    // A look changes nothing of what is held back: it only plans as if nothing were.
    if (request.demanded && request.write)
        memory_.forget_refusals();
    if (request.demanded)
        memory_.ask_log_again();

    Pass pass(dependencies_, memory_, {desired, secrets, policy, request});
    if (const auto opened = pass.open_ledger(); opened.has_error())
        co_return opened.error();

    const auto observed = co_await pass.observe();
    if (observed.has_error())
        co_return observed.error();

    const auto settled = co_await pass.settle();
    if (settled.has_error())
        co_return settled.error();

    co_await pass.look_into_the_log();
    co_await pass.look_for_restart();
    co_await pass.plan();
    co_await pass.preflight();
    pass.limit();
    // The log is about what is in force.
    if (!request.candidate)
        pass.announce();
    if (!pass.may_write())
        co_return pass.finish();

    const auto applied = co_await pass.apply();
    if (applied.has_error())
        co_return applied.error();

    co_await pass.note_refused_writes();
    const auto confirmed = co_await pass.confirm();
    if (confirmed.has_error())
        co_return confirmed.error();
    pass.tell_of_unverified_writes();
    co_await pass.look_for_our_writes();
    co_await pass.confirm_group_sync();
    pass.finish_restart();
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
    const auto observed = co_await pass.observe();
    if (observed.has_error())
        co_return observed.error();
    co_return pass.observed();
}

asio::awaitable<Result<netbird::AccountSettings>> Reconciler::account_settings()
{
    dependencies_.netbird.begin_pass(std::nullopt);
    co_return co_await dependencies_.netbird.account_settings();
}

} // namespace idpsync::reconcile
