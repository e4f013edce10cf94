#pragma once

#include "core/seams.hpp"

#include <cstddef>
#include <span>

namespace idpsync::test {

/// Unpredictable only in name: other bytes each time it is asked, the same ones in every run.
class CountingRandom final : public Random
{
public:
    explicit CountingRandom(unsigned char first = 1) : next_(first) {}

    void fill(std::span<std::byte> bytes) override
    {
        for (auto& byte : bytes)
            byte = static_cast<std::byte>(next_++);
    }
    double unit() override { return 0.5; }

private:
    unsigned char next_;
};

} // namespace idpsync::test
