#include "core/next_command.hpp"

#include <algorithm>

namespace idpsync {
namespace {

constexpr std::string_view plain_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";

} // namespace

std::string NextCommand::pass(std::string_view arguments) const
{
    return command(name_of_pass(), arguments) + (candidate ? " once these files are in place" : "");
}

std::string NextCommand::command(std::string_view name, std::string_view arguments) const
{
    std::string out = "`netbird-idp-sync ";
    out += name;
    for (const std::string_view part : {std::string_view(options), arguments})
        if (!part.empty())
            (out += ' ') += part;
    return out + '`';
}

std::string NextCommand::located(std::string text) const
{
    constexpr std::string_view program = "`netbird-idp-sync ";
    const auto places = ' ' + options;
    if (options.empty())
        return text;
    for (auto at = text.find(program); at != std::string::npos; at = text.find(program, at))
    {
        at = text.find_first_of(" `", at + program.size());
        if (at == std::string::npos)
            break;
        if (text.compare(at, places.size(), places) != 0)
            text.insert(at, places);
    }
    return text;
}

std::string shell_word(std::string_view text)
{
    const bool plain = std::ranges::all_of(
        text, [](char one) { return plain_characters.find(one) != std::string_view::npos; });
    if (plain && !text.empty())
        return std::string(text);
    std::string out = "'";
    for (const char one : text)
        out += one == '\'' ? std::string("'\\''") : std::string(1, one);
    return out + '\'';
}

} // namespace idpsync
