#include "support/manual_clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

asio::awaitable<void> note_after(ManualClock& clock, net::SteadyTime when, std::string name,
                                 std::vector<std::string>& notes)
{
    co_await clock.wait_until(when);
    notes.push_back(name);
}

asio::awaitable<int> three_naps(ManualClock& clock)
{
    for (int nap = 0; nap < 3; ++nap)
    {
        const auto when = clock.now() + 1h;
        co_await clock.wait_until(when);
    }
    co_return 3;
}

asio::awaitable<void> wait_for_nothing()
{
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, net::SteadyTime::max());
    co_await timer.async_wait(asio::use_awaitable);
}

TEST(ManualClock, WakesNobodyBeforeTheirTime)
{
    asio::io_context io;
    ManualClock clock;
    std::vector<std::string> notes;
    asio::co_spawn(io, note_after(clock, clock.now() + 10s, "ten", notes), asio::detached);
    io.poll();
    clock.advance(9s);
    io.poll();
    EXPECT_TRUE(notes.empty());
    clock.advance(1s);
    io.poll();
    EXPECT_EQ(notes, std::vector<std::string>{"ten"});
}

TEST(ManualClock, WakesInTheOrderOfTheirTimesAndThenOfTheirComing)
{
    asio::io_context io;
    ManualClock clock;
    std::vector<std::string> notes;
    const auto start = clock.now();
    asio::co_spawn(io, note_after(clock, start + 2s, "later", notes), asio::detached);
    asio::co_spawn(io, note_after(clock, start + 1s, "first", notes), asio::detached);
    asio::co_spawn(io, note_after(clock, start + 1s, "second", notes), asio::detached);
    run(io, clock);
    EXPECT_EQ(notes, (std::vector<std::string>{"first", "second", "later"}));
    EXPECT_EQ(clock.now(), start + 2s);
}

TEST(ManualClock, DoesNotWaitForWhatHasPassed)
{
    asio::io_context io;
    ManualClock clock;
    const auto before = clock.now();
    run(io, clock, clock.wait_until(before - 1s));
    EXPECT_EQ(clock.now(), before);
}

TEST(ManualClock, RunsACoroutineThroughHours)
{
    asio::io_context io;
    ManualClock clock;
    const auto wall = clock.wall_now();
    EXPECT_EQ(run(io, clock, three_naps(clock)), 3);
    EXPECT_EQ(clock.wall_now() - wall, 3h);
}

TEST(ManualClock, TellsWhenACoroutineIsStuck)
{
    asio::io_context io;
    ManualClock clock;
    EXPECT_THROW(run(io, clock, wait_for_nothing()), std::logic_error);
}

TEST(ManualClock, ForgetsAWaitThatWasCancelled)
{
    asio::io_context io;
    ManualClock clock;
    asio::cancellation_signal stop;
    std::exception_ptr seen;
    asio::co_spawn(
        io, clock.wait_until(clock.now() + 1s),
        asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr error) { seen = error; }));
    io.poll();
    EXPECT_EQ(clock.waiting(), 1U);
    stop.emit(asio::cancellation_type::terminal);
    io.poll();
    EXPECT_EQ(clock.waiting(), 0U);
    EXPECT_TRUE(seen);
}

TEST(ManualClock, MayGoBeforeACoroutineThatWaitsForIt)
{
    asio::io_context io;
    ManualClock clock;
    asio::co_spawn(io, clock.wait_until(clock.now() + 1s), asio::detached);
    io.poll();
    EXPECT_EQ(clock.waiting(), 1U);
}

TEST(ManualClock, StepsTheWallClockAlone)
{
    ManualClock clock;
    const auto steady = clock.now();
    const auto wall = clock.wall_now();
    clock.step_wall(-30s);
    EXPECT_EQ(clock.now(), steady);
    EXPECT_EQ(clock.wall_now(), wall - 30s);
}

} // namespace
} // namespace idpsync::test
