#include "cli/option_misuse.hpp"

#include "core/text.hpp"

#include <charconv>

namespace idpsync::cli {
namespace {

/// "-c" or "--config"; nothing: `command` takes no such option.
const Option* option_named(std::string_view name, Commands command)
{
    for (const auto* option : options_of(command))
        if (name == option->name || (option->letter != 0 && name == std::string{'-', option->letter}))
            return option;
    return nullptr;
}

} // namespace

std::optional<std::string> misused_option(const std::vector<std::string>& arguments, Commands command)
{
    for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i)
    {
        const auto& word = arguments[i];
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto* option = option_named(name, command);
        if (option == nullptr)
            continue;
        const bool takes_value = !option->value.empty();
        if (!takes_value && equals != std::string::npos)
            return name + " takes no value, and " + idpsync::quoted(word) + " gives one; write " + name;
        const bool nothing_follows =
            i + 1 == arguments.size() || (arguments[i + 1].starts_with('-') && arguments[i + 1] != "-");
        if (takes_value && equals == std::string::npos && nothing_follows)
            return name + " takes " + std::string(option->value) + ", and nothing follows it";
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
