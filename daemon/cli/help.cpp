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

/// What stands on each line of `text`.
std::vector<std::string_view> parts_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n'))
    {
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    lines.push_back(text);
    return lines;
}

Rows rows_of_options(const Command& command)
{
    Rows rows;
    for (const auto& option : options())
        if ((option.commands & command.bit) != 0)
            rows.emplace_back((option.letter == 0 ? "    " : "") + std::string(option.spelling), option.text);
    return rows;
}

Rows rows_of_exits(const Command& command)
{
    Rows rows;
    for (const auto line : parts_of(command.exits))
    {
        const auto colon = line.find(": ");
        rows.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return rows;
}

std::string text_of(const Command& command)
{
    const bool whole = command.name.empty();
    std::string out;
    for (const auto form : parts_of(command.forms))
        out += (out.empty() ? "usage: netbird-idp-sync " : "       netbird-idp-sync ") +
               std::string(command.name) + (whole ? "" : " ") + std::string(form) + '\n';
    for (const auto paragraph : parts_of(command.about))
    {
        out += '\n';
        fill(out, paragraph, 0);
    }
    Rows known;
    for (const auto& one : commands())
        known.emplace_back(one.name, one.brief);
    if (whole)
        add_table(out, "Commands", known);
    add_table(out, whole ? "Options of every command" : "Options", rows_of_options(command));
    add_table(out, "Exit status", rows_of_exits(command));
    return out;
}

} // namespace

std::string help_text(std::string_view command)
{
    return text_of(command_or_program(command));
}

} // namespace idpsync::cli
