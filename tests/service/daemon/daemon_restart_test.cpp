// What the daemon does about a restart that NetBird needs: docs/reconciling.md 24.

#include "service/daemon/daemon_world.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

const std::string marker = "/state/restart-needed";

class DaemonRestart : public ::testing::Test, public DaemonWorld
{
protected:
    DaemonRestart()
    {
        start();
        // As people sign in: the connector is open from now on.
        sandbox.restart();
        rotate("rotated");
    }

    void rotate(const std::string& secret)
    {
        rotate_secret(secret);
        daemon->reload();
        settle();
    }

    /// A pass that takes five seconds has begun.
    void begin_a_long_pass()
    {
        sandbox.fail({.method = "GET", .fault = sandbox::Fault::delayed(5s)});
        daemon->reload();
        settle();
        ASSERT_TRUE(daemon->state().pass_under_way);
    }

    std::optional<Acknowledgement> acknowledge(std::optional<std::uint64_t> generation)
    {
        return daemon->acknowledge_restart(generation).value();
    }
};

TEST_F(DaemonRestart, ShowsThatOneIsNeeded)
{
    ASSERT_TRUE(daemon->state().restart_needed);
    EXPECT_EQ(daemon->state().restart_needed->generation, 1U);
    EXPECT_EQ(files.text(marker), "1\n");
    pass_time(50min);
    EXPECT_EQ(logged(EventName::restart_needed).size(), 1U);
}

TEST_F(DaemonRestart, TakesAnOperatorsWord)
{
    const auto needed = monitoring.page("/metrics")->body;
    EXPECT_EQ(acknowledge(std::nullopt), Acknowledgement::taken);
    EXPECT_FALSE(daemon->state().restart_needed);
    EXPECT_FALSE(files.exists(marker));
    EXPECT_NE(needed.find("idpsync_restart_needed 1\n"), std::string::npos);
    EXPECT_NE(monitoring.page("/metrics")->body.find("idpsync_restart_needed 0\n"), std::string::npos);
    pass_time(5min);
    EXPECT_FALSE(daemon->state().restart_needed);
    EXPECT_EQ(acknowledge(std::nullopt), Acknowledgement::nothing_needed);
}

TEST_F(DaemonRestart, RefusesAWordAboutAnEarlierNeed)
{
    rotate("rotated again");
    EXPECT_EQ(acknowledge(1), Acknowledgement::other_generation);
    EXPECT_EQ(daemon->state().restart_needed->generation, 2U);
    EXPECT_EQ(acknowledge(2), Acknowledgement::taken);
}

TEST_F(DaemonRestart, TakesAWordDuringAPassWhenThatEnds)
{
    begin_a_long_pass();
    EXPECT_EQ(acknowledge(7), Acknowledgement::other_generation);
    EXPECT_EQ(acknowledge(1), std::nullopt);
    EXPECT_TRUE(daemon->state().restart_needed);
    pass_time(5s);
    EXPECT_FALSE(daemon->state().restart_needed);
    EXPECT_FALSE(files.exists(marker));
}

TEST_F(DaemonRestart, ForgetsAWordDuringAPassThatAddsToTheNeed)
{
    rotate_secret("rotated again");
    begin_a_long_pass();
    EXPECT_EQ(acknowledge(1), std::nullopt);
    pass_time(5s);
    ASSERT_TRUE(daemon->state().restart_needed);
    EXPECT_EQ(daemon->state().restart_needed->generation, 2U);
    EXPECT_EQ(files.text(marker), "2\n");
}

TEST_F(DaemonRestart, TellsNobodyToRestartANetBirdThatCannotBeAsked)
{
    sandbox.set_down(true);
    pass_time(6min);
    EXPECT_FALSE(files.exists(marker));
    EXPECT_TRUE(daemon->state().restart_needed);
    sandbox.set_down(false);
    pass_time(10min);
    EXPECT_EQ(files.text(marker), "1\n");
}

TEST_F(DaemonRestart, IsRememberedByTheNextDaemon)
{
    daemon->stop("SIGTERM");
    settle();
    start();
    EXPECT_TRUE(daemon->state().restart_needed);
    EXPECT_EQ(logged(EventName::restart_needed).size(), 1U);
}

} // namespace
} // namespace idpsync::test
