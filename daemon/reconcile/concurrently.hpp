#pragma once

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace idpsync::reconcile {

/// Runs all tasks at once on the caller's executor and returns when the last one has ended. When the caller
/// is cancelled every task is, and it still waits for them. A task's exception is thrown on once all have
/// ended.
boost::asio::awaitable<void> run_concurrently(std::vector<boost::asio::awaitable<void>> tasks);

} // namespace idpsync::reconcile
