// What a signal does to a command: it ends, whatever its loop is doing.

#include "service/system/event_loop.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace idpsync::service {
namespace {

using ::testing::ExitedWithCode;

boost::asio::awaitable<Result<int>> answer()
{
    co_return 42;
}

boost::asio::awaitable<Result<int>> answer_asked_to_stop()
{
    std::raise(SIGTERM);
    co_return 42;
}

/// Waits for ever, as for an answer that does not come.
boost::asio::awaitable<Result<int>> hang(int number)
{
    std::raise(number);
    boost::asio::steady_timer never(co_await boost::asio::this_coro::executor,
                                    boost::asio::steady_timer::time_point::max());
    co_await never.async_wait(boost::asio::use_awaitable);
    co_return 0;
}

/// Never lets the loop do anything else.
boost::asio::awaitable<Result<int>> compute(int number)
{
    co_await boost::asio::this_coro::executor;
    std::raise(number);
    for (;;)
        ::pause();
}

/// The kind of the error, and the signal; 0 when there was none.
int outcome(const Result<int>& result)
{
    return result.has_error() && result.error().kind == ErrorKind::stopped ? stop_signal() : 0;
}

TEST(EventLoop, GivesWhatTheTaskGives)
{
    EventLoop loop;
    EXPECT_EQ(loop.run(answer()).value(), 42);
    EXPECT_EQ(loop.run(answer()).value(), 42);
}

TEST(EventLoop, StopsATaskThatWaits)
{
    for (const int number : {SIGTERM, SIGINT})
        EXPECT_EXIT(std::_Exit(outcome(EventLoop().run(hang(number)))), ExitedWithCode(number), "");
}

TEST(EventLoop, EndsTheProcessWhenTheTaskNeverWaits)
{
    EXPECT_EXIT(EventLoop().run(compute(SIGTERM)), ExitedWithCode(143), "");
    EXPECT_EXIT(EventLoop().run(compute(SIGINT)), ExitedWithCode(130), "");
}

TEST(EventLoop, EndsTheProcessWhenWhatComesBehindTheTaskNeverEnds)
{
    EXPECT_EXIT(
        {
            EventLoop().run(hang(SIGTERM));
            for (;;)
                ::pause();
        },
        ExitedWithCode(143), "");
}

TEST(EventLoop, KeepsAnAnswerThatWasThereButBeginsNothingMore)
{
    EXPECT_EXIT(
        {
            EventLoop loop;
            const bool kept = loop.run(answer_asked_to_stop()).value() == 42;
            std::_Exit(kept && outcome(loop.run(answer())) == SIGTERM ? 0 : 1);
        },
        ExitedWithCode(0), "");
}

TEST(EventLoop, LeavesSignalsToTheSystemBetweenTasks)
{
    EXPECT_EXIT(
        {
            EventLoop loop;
            static_cast<void>(loop.run(answer()));
            std::raise(SIGTERM);
        },
        ::testing::KilledBySignal(SIGTERM), "");
}

} // namespace
} // namespace idpsync::service
