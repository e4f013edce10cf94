// The target without libFuzzer: its seeds, each of them cut and changed in a few ways that are the same every
// time, and the inputs that were once found.

#include "target.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>

namespace idpsync::fuzz {
namespace {

/// At how many places a seed is changed: fewer where there are many seeds.
constexpr std::size_t places_of_a_few = 24;
constexpr std::size_t places_of_many = 2;
constexpr std::size_t a_few = 100;
constexpr std::size_t longest_to_change = 64U << 10U;

std::size_t feed_variants(const std::string& seed, std::size_t places)
{
    feed(seed);
    if (seed.size() > longest_to_change)
        return 1;
    for (std::size_t i = 0; i < places; ++i)
    {
        const auto at = seed.size() * i / places;
        feed(std::string_view(seed).substr(0, at));
        feed(std::string_view(seed).substr(at));
        auto changed = seed;
        if (at < changed.size())
            changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << (i % 8)));
        feed(changed);
        changed.insert(at, i % 2 == 0 ? std::string(1, '\0') : seed.substr(0, 64));
        feed(changed);
    }
    return 1 + 4 * places;
}

std::size_t replay()
{
    std::size_t fed = 0;
    feed({});
    const auto all = seeds();
    for (const auto& seed : all)
        fed += feed_variants(seed, all.size() <= a_few ? places_of_a_few : places_of_many);
    const std::string found = std::string("tests/fuzz/regressions/") + FUZZ_TARGET;
    if (std::filesystem::is_directory(std::filesystem::path(IDPSYNC_SOURCE_DIR) / found))
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(IDPSYNC_SOURCE_DIR) / found))
            fed += feed_variants(file(found + "/" + entry.path().filename().string()), places_of_a_few);
    return fed;
}

} // namespace
} // namespace idpsync::fuzz

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments);

int main(int count, char** arguments)
{
    LLVMFuzzerInitialize(&count, &arguments);
    const auto fed = idpsync::fuzz::replay();
    std::printf("%zu inputs\n", fed);
    return fed > 0 ? 0 : 1;
}
