#include "service/system/system_random.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace idpsync::service {

void SystemRandom::fill(std::span<std::byte> bytes)
{
    while (!bytes.empty())
    {
        const auto got = getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "getrandom");
        if (got > 0)
            bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

double SystemRandom::unit()
{
    // A double holds 53 bits exactly: every value is equally likely and 1 is never reached.
    constexpr int bits = 53;
    std::uint64_t number = 0;
    fill(std::as_writable_bytes(std::span(&number, 1)));
    return static_cast<double>(number >> (64 - bits)) / static_cast<double>(std::uint64_t{1} << bits);
}

} // namespace idpsync::service
