#include "loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace idpsync::config::test {
namespace {

std::vector<std::string> lines(const std::vector<Diagnostic>& diagnostics)
{
    std::vector<std::string> out;
    for (const auto& diagnostic : diagnostics)
        out.push_back(to_string(diagnostic));
    return out;
}

} // namespace

std::string with(std::string_view more)
{
    return minimal + std::string(more);
}

std::string with_provider(std::string_view lines)
{
    std::string text = minimal + "identity_providers:\n  corp:\n";
    while (!lines.empty())
    {
        const auto end = std::min(lines.find('\n'), lines.size() - 1) + 1;
        text += "    " + std::string(lines.substr(0, end));
        lines.remove_prefix(end);
    }
    return text;
}

const DesiredProvider& Outcome::provider(std::string_view key) const
{
    const auto parsed = ProviderKey::parse(key);
    const auto* found = loaded() && parsed ? configuration->desired.find(*parsed) : nullptr;
    if (found == nullptr)
        throw std::runtime_error("no provider " + std::string(key) + "\n" + all());
    return *found;
}

std::string Outcome::all() const
{
    std::string text;
    for (const auto* all : {&errors, &warnings})
        for (const auto& line : *all)
            text += line + "\n";
    return text;
}

Outcome load_from(MemoryFiles& files)
{
    auto loaded = load(files, config_file);
    Outcome outcome;
    if (loaded.has_error())
    {
        outcome.errors = lines(loaded.error().errors);
        outcome.warnings = lines(loaded.error().warnings);
        return outcome;
    }
    outcome.warnings = lines(loaded->warnings);
    outcome.configuration = std::move(*loaded);
    return outcome;
}

Outcome load_text(std::string_view text, std::uint32_t mode)
{
    MemoryFiles files;
    files.put(config_file, std::string(text), mode);
    return load_from(files);
}

std::string StandaloneOutcome::all() const
{
    std::string text;
    for (const auto& line : errors)
        text += line + "\n";
    return text;
}

StandaloneOutcome load_standalone_from(MemoryFiles& files)
{
    auto loaded = load_standalone(files, config_file);
    StandaloneOutcome outcome;
    if (loaded.has_error())
    {
        outcome.errors = lines(loaded.error().errors);
        return outcome;
    }
    outcome.leftovers = lines(loaded->leftovers);
    outcome.configuration = std::move(*loaded);
    return outcome;
}

StandaloneOutcome load_standalone_text(std::string_view text)
{
    MemoryFiles files;
    files.put(config_file, std::string(text), 0640);
    return load_standalone_from(files);
}

std::string only_error(std::string_view text)
{
    const auto outcome = load_text(text);
    EXPECT_EQ(outcome.errors.size(), 1U) << outcome.all();
    return outcome.errors.empty() ? std::string() : outcome.errors.front();
}

void expect_one_error(const std::string& text, std::string_view said)
{
    const auto outcome = load_text(text, 0600);
    EXPECT_THAT(outcome.errors, testing::ElementsAre(config_file + ":" + std::string(said))) << text;
}

} // namespace idpsync::config::test
