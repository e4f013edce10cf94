#include "cli/did_you_mean.hpp"

#include "cli/commands.hpp"
#include "core/text.hpp"

#include <CLI/CLI.hpp>

#include <map>
#include <vector>

namespace idpsync::cli {
namespace {

/// Which commands take each option, in words: "apply", "apply and reload", "apply, reload and doctor".
using Takers = std::map<std::string, std::string, std::less<>>;

void add_options(Takers& takers, const CLI::App& app, std::string_view command)
{
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames())
        {
            auto& words = takers["--" + name];
            if (const auto last = words.find(" and "); last != std::string::npos)
                words.replace(last, 5, ", ");
            words += (words.empty() ? "" : " and ") + std::string(command);
        }
}

Takers takers_of_all_options()
{
    Takers takers;
    for (const auto& [name, add] : commands())
    {
        CLI::App app("", std::string(name));
        app.set_help_flag();
        static_cast<void>(add(app));
        add_options(takers, app, name);
    }
    return takers;
}

std::string nearest_of(std::string_view word, const Takers& takers)
{
    std::vector<std::string_view> names;
    for (const auto& [name, commands] : takers)
        names.emplace_back(name);
    return std::string(nearest(word, names.data(), names.size()));
}

/// "takes" for one, "take" for several.
std::string taken_by(const std::string& commands)
{
    return commands + (commands.find(' ') == std::string::npos ? " takes" : " take");
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

std::string what_was_meant(std::string_view word, const CLI::App& command)
{
    const auto name = word.substr(0, word.find('='));
    Takers own;
    add_options(own, command, command.get_name());
    if (own.contains(name))
        return "; write it behind " + command.get_name();
    if (const auto meant = nearest_of(name, own); !meant.empty())
        return "; did you mean " + meant + "?";
    const auto others = takers_of_all_options();
    if (const auto same = others.find(name); same != others.end())
        return "; " + taken_by(same->second) + " it";
    const auto meant = nearest_of(name, others);
    return meant.empty() ? std::string()
                         : "; did you mean " + meant + "? " + taken_by(others.at(meant)) + " it";
}

} // namespace idpsync::cli
