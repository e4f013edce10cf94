#include "core/next_command.hpp"

#include <algorithm>

namespace idpsync {
namespace {

constexpr std::string_view plain_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";

} // namespace

std::string NextCommand::pass(std::string_view arguments) const
{
    return command(name_of_pass(), arguments);
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
