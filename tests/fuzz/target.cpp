#include "target.hpp"

#include "support/recordings.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace idpsync::fuzz {
namespace {

const std::filesystem::path repository = IDPSYNC_SOURCE_DIR;

std::string text_of(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool holds_recordings(const std::filesystem::path& directory)
{
    return std::ranges::any_of(std::filesystem::directory_iterator(directory),
                               [](const auto& entry) { return entry.path().extension() == ".json"; });
}

/// Names them by number; what was there before is left.
void write_seeds(const std::filesystem::path& directory)
{
    std::filesystem::create_directories(directory);
    std::size_t number = 0;
    for (const auto& seed : seeds())
        std::ofstream(directory / ("seed-" + std::to_string(number++)), std::ios::binary) << seed;
}

} // namespace

void must(bool kept, const char* promise)
{
    if (kept)
        return;
    std::fprintf(stderr, "%s: a promise is broken: %s\n", program_invocation_short_name, promise);
    std::abort();
}

std::string file(const std::string& path)
{
    return text_of(repository / path);
}

std::vector<std::string> files(const std::string& directory, const std::string& ending)
{
    std::set<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(repository / directory))
        if (entry.path().extension() == "." + ending)
            paths.insert(entry.path());
    std::vector<std::string> texts;
    for (const auto& path : paths)
        texts.push_back(text_of(path));
    return texts;
}

std::vector<std::string> code_blocks(const std::string& page, const std::string& language)
{
    const auto text = file(page);
    const auto opening = "\n```" + language + "\n";
    std::vector<std::string> blocks;
    for (auto at = text.find(opening); at != text.npos; at = text.find(opening, at + 1))
    {
        const auto begin = at + opening.size();
        blocks.push_back(text.substr(begin, text.find("\n```", begin) - begin));
    }
    return blocks;
}

std::vector<std::string> recorded_bodies(const std::string& folder)
{
    std::set<std::string> bodies;
    for (const auto& entry : std::filesystem::directory_iterator(repository / "tests/data" / folder))
        if (entry.is_directory() && holds_recordings(entry.path()))
            for (const auto& one : test::recordings(folder + "/" + entry.path().filename().string()))
                bodies.insert(one.response_text());
    return {bodies.begin(), bodies.end()};
}

} // namespace idpsync::fuzz

// libFuzzer's names.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    idpsync::fuzz::feed({reinterpret_cast<const char*>(data), size});
    return 0;
}

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/)
{
    if (const char* directory = std::getenv("FUZZ_WRITE_SEEDS"))
    {
        idpsync::fuzz::write_seeds(directory);
        std::exit(0);
    }
    return 0;
}
