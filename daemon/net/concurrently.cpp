#include "net/concurrently.hpp"

#include "net/async_event.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace idpsync::net {

namespace asio = boost::asio;

// How it works: each task is spawned with a cancellation signal of its own, and the group counts those that
// run. The group outlives its owner through the completion handlers' shared pointer, so a task may end after
// whoever began it; the first failure is kept and thrown on only when the last task has ended.

struct TaskGroup::Task
{
    asio::cancellation_signal signal;
    bool running = true;
};

struct TaskGroup::Group
{
    void ended(Task& task, std::exception_ptr failure)
    {
        task.running = false;
        --running;
        if (failure && !first_failure)
            first_failure = std::move(failure);
        if (running == 0 && all_done)
            all_done->set();
        if (one_ended)
            one_ended();
    }

    std::vector<std::shared_ptr<Task>> tasks;
    std::function<void()> one_ended;
    std::size_t running = 0;
    std::exception_ptr first_failure;
    std::optional<AsyncEvent> all_done; ///< somebody waits for it
};

TaskGroup::TaskGroup(asio::any_io_executor executor, std::function<void()> one_ended)
    : executor_(std::move(executor)), group_(std::make_shared<Group>())
{
    group_->one_ended = std::move(one_ended);
}

void TaskGroup::begin(asio::awaitable<void> task)
{
    // Here, for a signal must not go while the handler that it is bound to runs.
    std::erase_if(group_->tasks, [](const auto& one) { return !one->running; });
    auto begun = group_->tasks.emplace_back(std::make_shared<Task>());
    ++group_->running;
    auto on_end = [group = group_, begun](std::exception_ptr failure) {
        group->ended(*begun, std::move(failure));
    };
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(begun->signal.slot(), std::move(on_end)));
}

void TaskGroup::cancel()
{
    for (const auto& task : group_->tasks)
        if (task->running)
            task->signal.emit(asio::cancellation_type::terminal);
}

std::size_t TaskGroup::running() const
{
    return group_->running;
}

bool TaskGroup::failed() const
{
    return group_->first_failure != nullptr;
}

void TaskGroup::rethrow_failure() const
{
    if (group_->first_failure)
        std::rethrow_exception(group_->first_failure);
}

asio::awaitable<void> TaskGroup::all_ended()
{
    if (group_->running == 0)
        co_return;
    group_->all_done.emplace(executor_);
    co_await group_->all_done->wait();
}

asio::awaitable<void> run_concurrently(std::vector<asio::awaitable<void>> tasks)
{
    if (tasks.empty())
        co_return;

    const auto executor = co_await asio::this_coro::executor;
    TaskGroup group(executor);
    for (auto& task : tasks)
        group.begin(std::move(task));
    co_await group.all_ended();
    const bool cancelled = group.running() > 0;
    if (cancelled)
    {
        co_await asio::this_coro::reset_cancellation_state();
        group.cancel();
        co_await group.all_ended();
    }
    group.rethrow_failure();
    // A task may have ended as if nothing were; the caller must not go on.
    if (cancelled)
        throw boost::system::system_error(asio::error::operation_aborted);
}

namespace {

/// Carries out the tasks that nobody else has begun.
asio::awaitable<void> work_off(std::vector<asio::awaitable<void>>& tasks, std::size_t& next)
{
    while (next < tasks.size())
    {
        auto task = std::move(tasks[next++]);
        co_await std::move(task);
    }
}

} // namespace

asio::awaitable<void> run_concurrently(std::vector<asio::awaitable<void>> tasks, std::size_t at_once)
{
    std::size_t next = 0;
    std::vector<asio::awaitable<void>> workers;
    for (std::size_t i = 0; i < std::min(at_once, tasks.size()); ++i)
        workers.push_back(work_off(tasks, next));
    co_await run_concurrently(std::move(workers));
}

} // namespace idpsync::net
