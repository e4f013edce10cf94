// Renewals, killed at any step, or with an answer lost: the file always holds a token that works, and the
// next run leaves no other.

#include "bootstrap/renewal_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace idpsync::bootstrap {
namespace {

using test::RenewalWorld;

bool file_holds_a_living_token(const RenewalWorld& world)
{
    const auto living = world.living_tokens();
    return std::ranges::find(living, world.file.token) != living.end();
}

/// One run that ends as chance has it.
void run_into_trouble(RenewalWorld& world, std::mt19937& chance, std::size_t steps)
{
    constexpr std::array methods{"GET", "POST", "DELETE"};
    if (chance() % 3 == 0)
        world.netbird.fail(
            {.method = methods.at(chance() % methods.size()),
             .path = "/api/",
             .skip = chance() % 3,
             .fault = chance() % 2 == 0 ? sandbox::Fault::cut_after() : sandbox::Fault::cut_before()});
    else
        world.fuse.set(chance() % steps);
    try
    {
        static_cast<void>(world.renew());
    }
    catch (const test::Killed&)
    {}
    world.fuse.set(std::nullopt);
    world.netbird.clear_faults();
}

class RandomCuts : public testing::TestWithParam<sandbox::Generation>
{};

TEST_P(RandomCuts, NeverLeaveTheFileWithoutATokenNorOneThatNobodyKnows)
{
    constexpr int rounds = 250; // of each of four generations
    std::mt19937 chance(2026);
    RenewalWorld world(GetParam());
    ASSERT_TRUE(world.renew().has_value());
    const auto steps = world.fuse.steps();
    ASSERT_GT(steps, 15U);
    for (int round = 0; round < rounds; ++round)
    {
        SCOPED_TRACE(round);
        for (auto cuts = 1 + chance() % 2; cuts != 0; --cuts)
        {
            run_into_trouble(world, chance, steps);
            ASSERT_TRUE(file_holds_a_living_token(world));
        }
        const auto next = chance() % 2 == 0 ? world.settle().has_value() : world.renew().has_value();
        ASSERT_TRUE(next);
        ASSERT_THAT(world.living_tokens(), ElementsAre(world.file.token));
        ASSERT_EQ(world.file.beside, "");
    }
}

INSTANTIATE_TEST_SUITE_P(Of, RandomCuts,
                         testing::Values(sandbox::Generation::v0_62, sandbox::Generation::v0_65,
                                         sandbox::Generation::v0_70, sandbox::Generation::v0_77),
                         [](const auto& info) {
                             return "v0_" + std::string(sandbox::release_of(info.param)).substr(2, 2);
                         });

TEST(CutAtEachStep, OfARenewalIsFinishedByTheNext)
{
    RenewalWorld whole;
    ASSERT_TRUE(whole.renew().has_value());
    for (std::size_t step = 0; step < whole.fuse.steps(); ++step)
    {
        SCOPED_TRACE(step);
        RenewalWorld world;
        world.fuse.set(step);
        EXPECT_THROW(static_cast<void>(world.renew()), test::Killed);
        world.fuse.set(std::nullopt);
        EXPECT_TRUE(file_holds_a_living_token(world));
        ASSERT_TRUE(world.renew().has_value());
        EXPECT_THAT(world.living_tokens(), ElementsAre(world.file.token));
    }
}

} // namespace
} // namespace idpsync::bootstrap
