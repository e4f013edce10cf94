// chaos-simulation SECONDS SEED: random histories in memory, until the time is up or something does not hold.

#include "chaos/simulation.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

namespace {

using namespace idpsync::test;

constexpr std::size_t rounds_of_a_seed = 20;

void print(const Tally& tally)
{
    std::cout << "simulation rounds=" << tally.rounds << " passes=" << tally.passes
              << " writes=" << tally.writes << " faults=" << tally.faults << " late=" << tally.late
              << " kills=" << tally.kills << " duplicates=" << tally.duplicates
              << " orphans=" << tally.orphans << " lost_secrets=" << tally.lost_secrets << std::endl;
}

} // namespace

int main(int count, char** arguments)
{
    // What the world checks of its events fails a test; here that ends the program.
    ::testing::GTEST_FLAG(throw_on_failure) = true;
    ::testing::InitGoogleTest(&count, arguments);
    if (count != 3)
    {
        std::cerr << "usage: chaos-simulation SECONDS SEED\n";
        return 64;
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(arguments[1]));
    auto seed = std::strtoull(arguments[2], nullptr, 10);
    Tally tally;
    std::string broken;
    do
        broken = simulate(seed++, rounds_of_a_seed, tally);
    while (broken.empty() && std::chrono::steady_clock::now() < until);
    if (!broken.empty())
        std::cout << broken << '\n';
    print(tally);
    return broken.empty() ? 0 : 1;
}
