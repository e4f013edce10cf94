#include "service/system/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>

namespace idpsync::service {
namespace {

using ::testing::ElementsAre;
using ::testing::ExitedWithCode;

class SignalHandling : public ::testing::Test
{
protected:
    void take_signals()
    {
        signals = std::make_unique<Signals>(
            io.get_executor(),
            Signals::Handlers{.reload = [this] { ++reloads; },
                              .stop = [this](const std::string& name) { stops.push_back(name); }});
    }

    boost::asio::io_context io;
    int reloads = 0;
    std::vector<std::string> stops;
    std::unique_ptr<Signals> signals;
};

TEST_F(SignalHandling, BringsThemToTheLoop)
{
    take_signals();
    std::raise(SIGHUP);
    io.run_one();
    EXPECT_EQ(reloads, 1);
    std::raise(SIGINT);
    io.run_one();
    EXPECT_THAT(stops, ElementsAre("SIGINT"));
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
        ExitedWithCode(1), "");
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
        ExitedWithCode(0), "");
}

} // namespace
} // namespace idpsync::service
