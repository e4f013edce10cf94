#include "sandbox/real_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace idpsync::sandbox {

RealClock::RealClock()
    : real_start_(std::chrono::steady_clock::now()),
      start_(real_start_),
      wall_start_(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())),
      first_(start_)
{}

net::SteadyTime RealClock::now() const
{
    const auto passed = (std::chrono::steady_clock::now() - real_start_) * scale_;
    return start_ + std::chrono::duration_cast<net::SteadyTime::duration>(passed);
}

WallTime RealClock::wall_now() const
{
    return wall_start_ + std::chrono::floor<std::chrono::seconds>(now() - first_);
}

boost::asio::awaitable<void> RealClock::wait_until(net::SteadyTime when)
{
    const auto rest = (when - now()) / scale_;
    const auto real = std::chrono::duration_cast<net::SteadyTime::duration>(rest);
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, real);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

void RealClock::set_scale(double scale)
{
    start_ = now();
    real_start_ = std::chrono::steady_clock::now();
    scale_ = scale;
}

} // namespace idpsync::sandbox
