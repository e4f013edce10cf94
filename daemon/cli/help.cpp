#include "cli/help.hpp"

#include "cli/commands.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace idpsync::cli {
namespace {

constexpr std::size_t line_width = 79;

/// Appends the words of `text`, the first at column `indent`, where the cursor is, and those of the next
/// lines below it.
void fill(std::string& out, std::string_view text, std::size_t indent)
{
    auto column = indent;
    while (!text.empty())
    {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        const bool first = column == indent;
        if (!first && column + 1 + word.size() > line_width)
        {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        }
        else if (!first)
        {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    out += '\n';
}

using Rows = std::vector<std::pair<std::string, std::string_view>>;

/// Appends two columns under a heading.
void add_table(std::string& out, std::string_view heading, const Rows& rows)
{
    std::size_t width = 0;
    for (const auto& [left, right] : rows)
        width = std::max(width, left.size());
    out += '\n' + std::string(heading) + ":\n";
    for (const auto& [left, right] : rows)
    {
        out += "  " + left + std::string(width - left.size() + 2, ' ');
        fill(out, right, width + 4);
    }
}

/// "-c, --config FILE", or without a letter "    --log".
std::string spelled(const Option& option)
{
    auto text = option.letter == 0 ? std::string(4, ' ') : std::string("-") + option.letter + ", ";
    text += option.name;
    return option.value.empty() ? text : text + ' ' + std::string(option.value);
}

void add_usage(std::string& out, const Command& command)
{
    for (const auto form : command.forms)
    {
        out += out.empty() ? "usage: netbird-idp-sync " : "       netbird-idp-sync ";
        out += std::string(command.name) + (command.name.empty() ? "" : " ") + std::string(form) + '\n';
    }
}

std::string text_of(const Command& command)
{
    std::string out;
    add_usage(out, command);
    for (const auto paragraph : command.about)
    {
        out += '\n';
        fill(out, paragraph, 0);
    }
    Rows rows;
    for (const auto& one : commands())
        rows.emplace_back(one.name, one.brief);
    if (command.name.empty())
        add_table(out, "Commands", rows);
    rows.clear();
    for (const auto& option : options())
        if ((option.commands & command.bit) != 0)
            rows.emplace_back(spelled(option), option.text);
    add_table(out, command.name.empty() ? "Options of every command" : "Options", rows);
    rows.clear();
    for (const auto& exit : command.exits)
        rows.emplace_back(exit.codes, exit.text);
    add_table(out, "Exit status", rows);
    return out;
}

} // namespace

std::string help_text(std::string_view command)
{
    const auto* known = command_named(command);
    return text_of(known == nullptr ? program() : *known);
}

} // namespace idpsync::cli
