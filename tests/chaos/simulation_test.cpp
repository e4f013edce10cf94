// Random histories of writes under faults, each from a seed of its own (docs/reconciling.md 11 and 12).

#include "chaos/simulation.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

class RandomHistory : public ::testing::TestWithParam<std::uint64_t>
{};

TEST_P(RandomHistory, Rule12_NeverDuplicatesNorLosesAnything)
{
    Tally tally;
    EXPECT_EQ(simulate(GetParam(), 12, tally), "");
    EXPECT_GT(tally.writes, 12U);
}

INSTANTIATE_TEST_SUITE_P(OfASeed, RandomHistory, ::testing::Range<std::uint64_t>(1, 25));

} // namespace
} // namespace idpsync::test
