#include "service/monitoring/readiness.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

class ReadinessTest : public testing::Test
{
protected:
    ReadinessTest() { readiness.use(5min); }

    Readiness readiness;
    net::SteadyTime start{24h};
};

TEST_F(ReadinessTest, WaitsForTheFirstSuccess)
{
    EXPECT_EQ(readiness.problem(start), "no pass has succeeded yet");
    readiness.pass_failed("cannot reach NetBird");
    EXPECT_EQ(readiness.problem(start), "no pass has succeeded yet: cannot reach NetBird");
    readiness.pass_succeeded(start);
    EXPECT_EQ(readiness.problem(start), std::nullopt);
}

TEST_F(ReadinessTest, LastsThreeIntervals)
{
    readiness.pass_succeeded(start);
    readiness.pass_failed("cannot reach NetBird");
    EXPECT_EQ(readiness.problem(start + 15min), std::nullopt);
    EXPECT_EQ(
        readiness.problem(start + 16min),
        "the last pass that succeeded ended 16m ago, more than three intervals of 5m: cannot reach NetBird");
}

TEST_F(ReadinessTest, FollowsTheInterval)
{
    readiness.pass_succeeded(start);
    readiness.use(10min);
    EXPECT_EQ(readiness.problem(start + 16min), std::nullopt);
    readiness.use(10s);
    EXPECT_NE(readiness.problem(start + 16min), std::nullopt);
}

TEST_F(ReadinessTest, ComesBackWithTheNextSuccess)
{
    readiness.pass_succeeded(start);
    readiness.pass_failed("cannot reach NetBird");
    readiness.pass_succeeded(start + 1h);
    EXPECT_EQ(readiness.problem(start + 1h), std::nullopt);
    EXPECT_EQ(readiness.problem(start + 2h),
              "the last pass that succeeded ended 1h ago, more than three intervals of 5m");
}

} // namespace
} // namespace idpsync::service
