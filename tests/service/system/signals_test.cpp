#include "service/system/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <vector>

namespace idpsync::service {
namespace {

using ::testing::ExitedWithCode;

class SignalHandling : public ::testing::Test
{
protected:
    void take_signals()
    {
        signals = std::make_unique<Signals>(
            io.get_executor(),
            Signals::Handlers{.reload = [this] { ++reloads; },
                              .stop = [this](const std::string& name) { stops.push_back(name); }},
            status_when_stuck);
    }

    static constexpr int status_when_stuck = 3;
    boost::asio::io_context io;
    int reloads = 0;
    std::vector<std::string> stops;
    std::unique_ptr<Signals> signals;
};

TEST_F(SignalHandling, BringsHangupsToTheLoop)
{
    take_signals();
    std::raise(SIGHUP);
    io.run_one();
    EXPECT_EQ(reloads, 1);
}

/// In a process of its own: asked to stop, one has 800 ms left, whatever else it does.
TEST_F(SignalHandling, BringsTheWishToStopToTheLoop)
{
    EXPECT_EXIT(
        {
            take_signals();
            std::raise(SIGINT);
            io.run_one();
            std::_Exit(stops == std::vector<std::string>{"SIGINT"} && stop_signal() == SIGINT ? 0 : 1);
        },
        ExitedWithCode(0), "");
}

TEST_F(SignalHandling, MakesOneReloadOfAThousandSighups)
{
    take_signals();
    for (int signal = 0; signal < 1000; ++signal)
        std::raise(SIGHUP);
    io.run_one();
    EXPECT_EQ(reloads, 1);
}

TEST_F(SignalHandling, LastsThroughMoreSighupsThanThePipeHolds)
{
    take_signals();
    for (int signal = 0; signal < 100'000; ++signal)
        std::raise(SIGHUP);
    io.poll();
    EXPECT_GT(reloads, 0);
}

TEST_F(SignalHandling, EndsAStuckProcessAtTheSecondSignal)
{
    EXPECT_EXIT(
        {
            take_signals();
            std::raise(SIGTERM);
            std::raise(SIGTERM);
        },
        ExitedWithCode(143), "");
}

TEST_F(SignalHandling, EndsAStuckProcessSoonAfterTheFirst)
{
    EXPECT_EXIT(
        {
            take_signals();
            std::raise(SIGTERM);
            for (;;)
                ::pause();
        },
        ExitedWithCode(3), "");
}

TEST_F(SignalHandling, KeepsCountingWhenItIsGone)
{
    EXPECT_EXIT(
        {
            take_signals();
            std::raise(SIGTERM);
            signals.reset();
            for (;;)
                ::pause();
        },
        ExitedWithCode(3), "");
}

TEST_F(SignalHandling, DoesNothingWithWhatTheLoopStillHolds)
{
    take_signals();
    std::raise(SIGHUP);
    io.poll_one(); // sees that there is something to read
    signals.reset();
    io.restart();
    io.poll();
    EXPECT_LE(reloads, 1);
}

TEST_F(SignalHandling, LeavesHangupToTheSystemWhenNobodyReloads)
{
    EXPECT_EXIT(
        {
            const Signals command(io.get_executor(), {.reload = {}, .stop = [](const std::string&) {}});
            std::raise(SIGHUP);
        },
        ::testing::KilledBySignal(SIGHUP), "");
}

} // namespace
} // namespace idpsync::service
