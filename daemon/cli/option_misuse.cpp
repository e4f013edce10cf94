#include "cli/option_misuse.hpp"

#include "core/text.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>

namespace idpsync::cli {
namespace {

const CLI::Option* option_named(const std::string& name, const CLI::App& command, const CLI::App& program)
{
    const auto* option = command.get_option_no_throw(name);
    return option != nullptr ? option : program.get_option_no_throw(name);
}

/// "FILE", "KEY".
std::string what_it_takes(const CLI::Option& option)
{
    const auto name = option.get_type_name();
    return name.empty() ? "a value" : name;
}

} // namespace

std::optional<std::string> misused_option(const std::vector<std::string>& arguments, const CLI::App& command,
                                          const CLI::App& program)
{
    for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i)
    {
        const auto& word = arguments[i];
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto* option = name.starts_with('-') ? option_named(name, command, program) : nullptr;
        if (option == nullptr)
            continue;
        const bool takes_value = option->get_items_expected_max() > 0;
        if (!takes_value && equals != std::string::npos)
            return name + " takes no value, and " + idpsync::quoted(word) + " gives one; write " + name;
        const bool nothing_follows =
            i + 1 == arguments.size() || (arguments[i + 1].starts_with('-') && arguments[i + 1] != "-");
        if (takes_value && equals == std::string::npos && nothing_follows)
            return name + " takes " + what_it_takes(*option) + ", and nothing follows it";
    }
    return std::nullopt;
}

std::optional<std::uint64_t> whole_number(const std::string& text, std::uint64_t least)
{
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failed == std::errc() && end == text.data() + text.size();
    return whole && number >= least ? std::optional(number) : std::nullopt;
}

std::string no_whole_number(const std::string& option, const std::string& text, std::uint64_t least)
{
    return option + " takes a whole number from " + std::to_string(least) + " on, not " +
           idpsync::quoted(text);
}

} // namespace idpsync::cli
