// `bootstrap`, killed at every step: before each request leaves, when its answer has come, before and after
// each write to the disk.

#include "bootstrap/host.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace idpsync::bootstrap {
namespace {

using test::FirstDay;

std::size_t steps_of_a_whole_run(sandbox::Generation generation)
{
    FirstDay day(FirstDay::fresh(generation));
    EXPECT_TRUE(day.run().has_value());
    return day.fuse.steps();
}

void kill_at(FirstDay& day, std::size_t step)
{
    day.fuse.set(step);
    EXPECT_THROW(static_cast<void>(day.run()), test::Killed);
    day.fuse.set(std::nullopt);
}

/// One owner, one service user, and no token but the one in the daemon's file.
void expect_a_whole_first_day(FirstDay& day)
{
    EXPECT_EQ(day.count(sandbox::Role::owner, false), 1U);
    EXPECT_EQ(day.count(sandbox::Role::admin, true), 1U);
    EXPECT_EQ(day.netbird.users().size(), 2U);
    EXPECT_THAT(day.living_tokens(), testing::ElementsAre(day.target.token));
    EXPECT_TRUE(day.target.has_config);
}

void expect_nothing_to_do(FirstDay& day)
{
    const auto writes = day.netbird.counters().writes;
    const auto again = day.run();
    ASSERT_TRUE(again.has_value()) << again.error().text();
    EXPECT_FALSE(again->changed());
    EXPECT_EQ(day.netbird.counters().writes, writes);
}

class CutAtAnyStep : public testing::TestWithParam<sandbox::Generation>
{};

TEST_P(CutAtAnyStep, IsFinishedByTheNextRun)
{
    const auto steps = steps_of_a_whole_run(GetParam());
    ASSERT_GT(steps, 20U);
    for (std::size_t step = 0; step < steps; ++step)
    {
        SCOPED_TRACE("killed at step " + std::to_string(step));
        FirstDay day(FirstDay::fresh(GetParam()));
        kill_at(day, step);
        const auto next = day.run();
        ASSERT_TRUE(next.has_value()) << next.error().text();
        expect_a_whole_first_day(day);
        expect_nothing_to_do(day);
    }
}

INSTANTIATE_TEST_SUITE_P(Of, CutAtAnyStep,
                         testing::Values(sandbox::Generation::v0_62, sandbox::Generation::v0_65,
                                         sandbox::Generation::v0_70, sandbox::Generation::v0_77),
                         [](const auto& info) {
                             return "v0_" + std::string(sandbox::release_of(info.param)).substr(2, 2);
                         });

TEST(CutTwice, IsFinishedByTheThirdRun)
{
    const auto steps = steps_of_a_whole_run(sandbox::Generation::v0_77);
    for (std::size_t step = 1; step < steps; ++step)
    {
        SCOPED_TRACE("killed at step " + std::to_string(step) + ", and one step earlier");
        FirstDay day;
        kill_at(day, step);
        day.fuse.set(step - 1);
        try
        {
            static_cast<void>(day.run()); // may be shorter than that
        }
        catch (const test::Killed&)
        {}
        day.fuse.set(std::nullopt);
        const auto last = day.run();
        ASSERT_TRUE(last.has_value()) << last.error().text();
        expect_a_whole_first_day(day);
    }
}

TEST(LostAnswer, OfAnyWriteIsNoDoubleOfIt)
{
    for (const std::string path : {"/api/setup", "/api/users", "/oauth2/token"})
    {
        SCOPED_TRACE(path);
        FirstDay day;
        day.netbird.fail({.method = "POST", .path = path, .fault = sandbox::Fault::cut_after()});
        const auto cut = day.run();
        ASSERT_TRUE(cut.has_error());
        const auto next = day.run();
        ASSERT_TRUE(next.has_value()) << next.error().text();
        expect_a_whole_first_day(day);
    }
}

TEST(LostToken, IsRevokedByTheNextRun)
{
    FirstDay day;
    // The first POST below /api/users makes the service user, the second its token.
    day.netbird.fail({.method = "POST", .path = "/api/users/", .fault = sandbox::Fault::cut_after()});
    EXPECT_EQ(day.run().error().kind, ErrorKind::unknown_outcome);
    ASSERT_EQ(day.living_tokens().size(), 1U);
    const auto lost = day.living_tokens().front();
    const auto next = day.run();
    ASSERT_TRUE(next.has_value()) << next.error().text();
    EXPECT_EQ(next->tokens_revoked, 1U);
    EXPECT_NE(day.target.token, lost);
    expect_a_whole_first_day(day);
}

} // namespace
} // namespace idpsync::bootstrap
