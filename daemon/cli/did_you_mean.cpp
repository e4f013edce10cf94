#include "cli/did_you_mean.hpp"

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace idpsync::cli {
namespace {

std::string nearest_of(std::string_view word, const std::vector<const Option*>& candidates)
{
    std::vector<std::string_view> names;
    for (const auto* option : candidates)
        names.push_back(option->name);
    return std::string(nearest(word, names.data(), names.size()));
}

bool contains(const std::vector<const Option*>& candidates, std::string_view name)
{
    return std::ranges::find(candidates, name, &Option::name) != candidates.end();
}

std::vector<const Option*> all_options()
{
    std::vector<const Option*> all;
    for (const auto& option : options())
        all.push_back(&option);
    return all;
}

/// "apply takes", "apply and reload take", "apply, reload and doctor take".
std::string takers_of(std::string_view name)
{
    std::vector<std::string_view> takers;
    for (const auto& command : commands())
        if (contains(options_of(command.bit), name))
            takers.push_back(command.name);
    std::string words;
    for (std::size_t i = 0; i < takers.size(); ++i)
        words.append(i == 0 ? "" : i + 1 == takers.size() ? " and " : ", ").append(takers[i]);
    return words + (takers.size() == 1 ? " takes" : " take");
}

} // namespace

std::string command_that_was_meant(std::string_view word)
{
    std::vector<std::string_view> names;
    for (const auto& command : commands())
        names.push_back(command.name);
    const auto meant = nearest(word, names.data(), names.size());
    return meant.empty() ? std::string() : "; did you mean " + std::string(meant) + "?";
}

std::string what_was_meant(std::string_view word, std::string_view command)
{
    const auto name = word.substr(0, word.find('='));
    const auto own = options_of(command_or_program(command).bit);
    if (contains(own, name))
        return "; write it behind " + std::string(command);
    if (const auto meant = nearest_of(name, own); !meant.empty())
        return "; did you mean " + meant + "?";
    const auto all = all_options();
    if (contains(all, name))
        return "; " + takers_of(name) + " it";
    const auto meant = nearest_of(name, all);
    return meant.empty() ? std::string() : "; did you mean " + meant + "? " + takers_of(meant) + " it";
}

} // namespace idpsync::cli
