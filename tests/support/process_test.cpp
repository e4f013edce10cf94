#include "support/process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <system_error>

namespace idpsync::test {
namespace {

TEST(RunProcess, GivesExitStatusOutputAndErrors)
{
    const auto result = run("/bin/sh", {"-c", "echo out; echo err >&2; exit 3"});
    EXPECT_EQ(result.exit, 3);
    EXPECT_EQ(result.signal, 0);
    EXPECT_EQ(result.out, "out\n");
    EXPECT_EQ(result.err, "err\n");
}

TEST(RunProcess, WritesAllOfTheInputWhileItReadsTheOutput)
{
    const std::string input(1U << 20U, 'x');
    const auto result = run("/bin/cat", {}, {}, input);
    EXPECT_EQ(result.exit, 0);
    EXPECT_EQ(result.out, input);
}

TEST(RunProcess, LivesWithAProgramThatDoesNotReadItsInput)
{
    const auto result = run("/bin/true", {}, {}, std::string(1U << 20U, 'x'));
    EXPECT_EQ(result.exit, 0);
}

TEST(RunProcess, HandsOverOnlyTheGivenEnvironment)
{
    const auto result = run("/usr/bin/env", {}, {{"COLOUR", "none"}});
    EXPECT_EQ(result.out, "COLOUR=none\n");
}

TEST(RunProcess, TellsWhichSignalEndedTheProgram)
{
    const auto result = run("/bin/sh", {"-c", "kill -TERM $$"});
    EXPECT_EQ(result.exit, -1);
    EXPECT_EQ(result.signal, SIGTERM);
}

TEST(Process, TakesASignalWhileItRuns)
{
    Process cat("/bin/cat", {});
    cat.signal(SIGINT);
    EXPECT_EQ(cat.finish().signal, SIGINT);
}

TEST(Process, IsEndedWhenNobodyWaitsForIt)
{
    const Process cat("/bin/cat", {});
}

TEST(RunProcess, ThrowsWhenThereIsNoSuchProgram)
{
    EXPECT_THROW(run("/no/such/program", {}), std::system_error);
}

} // namespace
} // namespace idpsync::test
