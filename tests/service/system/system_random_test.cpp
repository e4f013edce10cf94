#include "service/system/system_random.hpp"

#include <gtest/gtest.h>

#include <array>

namespace idpsync::service {
namespace {

TEST(SystemRandom, FillsEveryByte)
{
    SystemRandom random;
    std::array<std::byte, 300> seen{};
    // A byte that is never written stays 0; a written one is 0 in all of 16 rounds with chance 2^-128.
    for (int round = 0; round < 16; ++round)
    {
        std::array<std::byte, 300> bytes{};
        random.fill(bytes);
        for (std::size_t index = 0; index < bytes.size(); ++index)
            seen[index] |= bytes[index];
    }
    for (const auto byte : seen)
        EXPECT_NE(byte, std::byte{0});
}

TEST(SystemRandom, GivesAnotherKeyEachTime)
{
    SystemRandom random;
    std::array<std::byte, 32> one{};
    std::array<std::byte, 32> other{};
    random.fill(one);
    random.fill(other);
    EXPECT_NE(one, other);
}

TEST(SystemRandom, TakesAnEmptySpan)
{
    SystemRandom random;
    random.fill({});
}

TEST(SystemRandom, KeepsTheUnitBetweenZeroAndOne)
{
    SystemRandom random;
    for (int round = 0; round < 1000; ++round)
    {
        const auto unit = random.unit();
        EXPECT_GE(unit, 0.0);
        EXPECT_LT(unit, 1.0);
    }
}

} // namespace
} // namespace idpsync::service
