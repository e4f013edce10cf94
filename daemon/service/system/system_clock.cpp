#include "service/system/system_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace idpsync::service {

namespace asio = boost::asio;

SystemClock::SystemClock(asio::any_io_executor executor) : executor_(std::move(executor))
{}

net::SteadyTime SystemClock::now() const
{
    return std::chrono::steady_clock::now();
}

WallTime SystemClock::wall_now() const
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

asio::awaitable<void> SystemClock::wait_until(net::SteadyTime when)
{
    if (when <= now())
        co_return;
    asio::steady_timer timer(executor_, when);
    co_await timer.async_wait(asio::use_awaitable);
}

} // namespace idpsync::service
