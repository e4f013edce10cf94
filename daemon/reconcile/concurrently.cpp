#include "reconcile/concurrently.hpp"

#include "net/async_event.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <memory>

namespace idpsync::reconcile {

namespace asio = boost::asio;

namespace {

/// Outlives the caller's frame: a task's completion handler may run last.
struct Group
{
    Group(const asio::any_io_executor& executor, std::size_t count)
        : all_done(executor), running(count), signals(count)
    {}

    void one_done(std::exception_ptr failure)
    {
        if (failure && !first_failure)
            first_failure = failure;
        if (--running == 0)
            all_done.set();
    }

    net::AsyncEvent all_done;
    std::size_t running;
    std::vector<asio::cancellation_signal> signals;
    std::exception_ptr first_failure;
};

} // namespace

asio::awaitable<void> run_concurrently(std::vector<asio::awaitable<void>> tasks)
{
    if (tasks.empty())
        co_return;

    const auto executor = co_await asio::this_coro::executor;
    const auto group = std::make_shared<Group>(executor, tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i)
    {
        auto on_end = [group](std::exception_ptr failure) { group->one_done(failure); };
        asio::co_spawn(executor, std::move(tasks[i]),
                       asio::bind_cancellation_slot(group->signals[i].slot(), std::move(on_end)));
    }

    co_await group->all_done.wait();
    const bool cancelled = !group->all_done.is_set();
    if (cancelled)
    {
        co_await asio::this_coro::reset_cancellation_state();
        for (auto& signal : group->signals)
            signal.emit(asio::cancellation_type::terminal);
        co_await group->all_done.wait();
    }
    if (group->first_failure)
        std::rethrow_exception(group->first_failure);
    // A task may have ended as if nothing were; the caller must not go on.
    if (cancelled)
        throw boost::system::system_error(asio::error::operation_aborted);
}

} // namespace idpsync::reconcile
