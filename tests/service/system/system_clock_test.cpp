#include "service/system/system_clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <optional>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

TEST(SystemClock, WaitsUntilTheTimeHasCome)
{
    asio::io_context io;
    SystemClock clock(io.get_executor());
    const auto when = clock.now() + 1ms;
    std::optional<net::SteadyTime> woken;
    asio::co_spawn(io, clock.wait_until(when), [&](std::exception_ptr) { woken = clock.now(); });
    io.run();
    ASSERT_TRUE(woken);
    EXPECT_GE(*woken, when);
}

TEST(SystemClock, DoesNotWaitForWhatHasPassed)
{
    asio::io_context io;
    SystemClock clock(io.get_executor());
    bool ended = false;
    asio::co_spawn(io, clock.wait_until(clock.now() - 1s), [&](std::exception_ptr) { ended = true; });
    io.poll();
    EXPECT_TRUE(ended);
}

TEST(SystemClock, ThrowsWhenTheWaitIsCancelled)
{
    asio::io_context io;
    SystemClock clock(io.get_executor());
    asio::cancellation_signal stop;
    std::exception_ptr seen;
    const auto note = [&](std::exception_ptr error) { seen = error; };
    asio::co_spawn(io, clock.wait_until(clock.now() + 1h), asio::bind_cancellation_slot(stop.slot(), note));
    io.poll();
    stop.emit(asio::cancellation_type::terminal);
    io.run();
    ASSERT_TRUE(seen);
    EXPECT_THROW(std::rethrow_exception(seen), boost::system::system_error);
}

TEST(SystemClock, TellsTheTimeOfDay)
{
    asio::io_context io;
    const SystemClock clock(io.get_executor());
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    EXPECT_GE(clock.wall_now(), before);
}

} // namespace
} // namespace idpsync::service
