#pragma once

#include "core/seams.hpp"

namespace idpsync::service {

/// The kernel's random numbers (getrandom(2)). Throws std::system_error when the kernel has none to give,
/// which Linux does not do after boot.
class SystemRandom final : public Random
{
public:
    void fill(std::span<std::byte> bytes) override;
    double unit() override;
};

} // namespace idpsync::service
