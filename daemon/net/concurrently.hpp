#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace idpsync::net {

/// Tasks that begin when they come and run beside each other. For one thread. Whoever has one waits until all
/// have ended, however it ends itself.
class TaskGroup
{
public:
    /// `one_ended` is called after each end, well or not.
    explicit TaskGroup(boost::asio::any_io_executor executor, std::function<void()> one_ended = {});

    void begin(boost::asio::awaitable<void> task);
    void cancel();

    [[nodiscard]] std::size_t running() const;
    [[nodiscard]] bool failed() const;
    /// Throws what the first task that failed threw.
    void rethrow_failure() const;

    /// Returns when the last one has ended; also when the caller is cancelled, then running() tells. For one
    /// caller at a time.
    boost::asio::awaitable<void> all_ended();

private:
    struct Task;
    struct Group;

    boost::asio::any_io_executor executor_;
    std::shared_ptr<Group> group_; ///< a task's completion handler may run last
};

/// Runs all tasks at once on the caller's executor and returns when the last one has ended. When the caller
/// is cancelled every task is, and it still waits for them. A task's exception is thrown on once all have
/// ended.
boost::asio::awaitable<void> run_concurrently(std::vector<boost::asio::awaitable<void>> tasks);

/// The same, with at most `at_once` of them under way; each begins when another has ended.
boost::asio::awaitable<void> run_concurrently(std::vector<boost::asio::awaitable<void>> tasks,
                                              std::size_t at_once);

} // namespace idpsync::net
