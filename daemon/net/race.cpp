#include "net/race.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace idpsync::net {

namespace asio = boost::asio;

asio::awaitable<bool> ends_by(Clock& clock, SteadyTime when, asio::awaitable<void> work)
{
    const auto executor = co_await asio::this_coro::executor;
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(executor, std::move(work), asio::deferred),
        asio::co_spawn(executor, clock.wait_until(when), asio::deferred));
    // The first to end counts, be it by an exception: a bug in `work` must not wait for the deadline.
    const auto [order, work_error, wait_error] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    const auto work_came_first = order[0] == 0;
    const auto& error = work_came_first ? work_error : wait_error;
    if (error)
        std::rethrow_exception(error);
    co_return work_came_first;
}

} // namespace idpsync::net
