#include "config/yaml_hints.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace idpsync::config {
namespace {

constexpr std::string_view blank_is_missing = "a blank is missing after the colon; write it as `key: value`";

/// One line with something on it.
struct Line
{
    unsigned number = 0;
    std::size_t indent = 0; ///< blanks in front
    std::string_view text;  ///< without them, and without blanks at the end
    bool tab = false;       ///< among what is in front
};

Line to_line(unsigned number, std::string_view raw)
{
    const auto indent = std::min(raw.find_first_not_of(" \t"), raw.size());
    auto text = raw.substr(indent);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return {number, indent, text, raw.substr(0, indent).find('\t') != std::string_view::npos};
}

/// The lines up to the one with `number`, without empty ones and comments.
std::vector<Line> lines_up_to(unsigned number, std::string_view text)
{
    std::vector<Line> lines;
    for (unsigned i = 1; i <= number && !text.empty(); ++i)
    {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = to_line(i, text.substr(0, end));
        if (!line.text.empty() && !line.text.starts_with('#'))
            lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_name(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

/// Where the value of "key: value" begins in `text`; nothing when it is not of that form.
std::optional<std::size_t> value_in(std::string_view text)
{
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || !is_name(text.substr(0, colon)))
        return std::nullopt;
    const auto value = text.find_first_not_of(" \t", colon + 1);
    return value == std::string_view::npos || value == colon + 1 ? std::nullopt : std::optional(value);
}

/// "key: value" or "key:".
bool is_entry(std::string_view text)
{
    return value_in(text) || (text.ends_with(':') && is_name(text.substr(0, text.size() - 1)));
}

/// What stands behind the quote or bracket that closes what `value` begins with; nothing: it is not closed.
std::optional<std::string_view> behind_closing(std::string_view value)
{
    const char open = value.front();
    const bool in_quotes = open == '"' || open == '\'';
    const char close = in_quotes ? open : open == '[' ? ']' : '}';
    std::size_t level = 1;
    for (std::size_t i = 1; i < value.size(); ++i)
    {
        if (value[i] == '\\' && open == '"')
            ++i;
        else if (value[i] == close && open == '\'' && value.substr(i).starts_with("''"))
            ++i;
        else if (value[i] == close && --level == 0)
            return value.substr(i + 1);
        else if (value[i] == open && !in_quotes)
            ++level;
    }
    return std::nullopt;
}

std::string_view of_enclosed(std::string_view value)
{
    const bool in_quotes = value.front() == '"' || value.front() == '\'';
    const auto rest = behind_closing(value);
    const auto begin = rest ? rest->find_first_not_of(" \t") : 0;
    if (rest && (begin == std::string_view::npos || (begin > 0 && (*rest)[begin] == '#')))
        return {};
    if (in_quotes)
        return rest ? "something follows the closing quote; put the whole value in one pair of quotes"
                    : std::string_view();
    if (value.starts_with("{{"))
        return "a placeholder such as {{ x }} must be replaced before this file is read";
    return rest ? "something follows the closing bracket; put the value in quotes, if it is a text"
                : "the bracket is not closed on this line; close it, or put the value in quotes";
}

/// What is wrong with a value that stands plain and may not; empty when that is not the mistake.
std::string_view needs_quotes(std::string_view value)
{
    constexpr std::string_view never_plain = "@`%*&,]}";
    constexpr std::string_view enclosing = "\"'[{";
    if (never_plain.find(value.front()) != std::string_view::npos)
        return "a value that begins with this character must be in quotes; put the value in quotes";
    if (value.starts_with("? "))
        return "a value that begins with a question mark and a blank must be in quotes; put the value in "
               "quotes";
    if (value.starts_with("- ") && is_entry(value.substr(2)))
        return "a dash begins a list, and a mapping belongs here; write `key: value` on the next line, "
               "indented "
               "and without the dash";
    if (value.starts_with("- "))
        return "a value that begins with a dash and a blank must be in quotes; put the value in quotes, or "
               "begin "
               "a list on the next line";
    if ((value.front() == '|' || value.front() == '>') &&
        value.find_first_not_of("+-123456789", 1) != std::string_view::npos)
        return "a value that begins with | or > must be in quotes; put the value in quotes";
    if (enclosing.find(value.front()) != std::string_view::npos)
        return of_enclosed(value);
    value = value.substr(0, value.find(" #"));
    if (value.find(": ") != std::string_view::npos || value.ends_with(':'))
        return "a value that holds a colon and a blank must be in quotes; put the value in quotes";
    return {};
}

std::string blanks(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " blank" : " blanks");
}

/// The line above whose indentation `lines.back()` should have; nothing when it has that of one it can
/// follow.
const Line* sibling_of_last(const std::vector<Line>& lines)
{
    const auto& last = lines.back();
    const Line* nearest = nullptr;
    std::size_t level = std::string::npos;
    for (std::size_t i = lines.size() - 1; i-- > 0;)
    {
        const auto& above = lines[i];
        if (above.indent >= level)
            continue;
        level = above.indent;
        if (level == last.indent)
            return nullptr;
        const auto distance = [&](const Line& line) {
            return line.indent > last.indent ? line.indent - last.indent : last.indent - line.indent;
        };
        if (nearest == nullptr || distance(above) < distance(*nearest))
            nearest = &above;
    }
    return nearest;
}

std::optional<TextProblem> of_indentation(const std::vector<Line>& lines)
{
    const auto& last = lines.back();
    if (lines.size() < 2 || last.text.find(':') == std::string_view::npos)
        return std::nullopt;
    const auto* sibling = sibling_of_last(lines);
    if (sibling == nullptr)
        return std::nullopt;
    return TextProblem{{last.number, static_cast<unsigned>(last.indent) + 1},
                       "this line begins with " + blanks(last.indent) +
                           ", and no line that it could belong to does; indent it like line " +
                           std::to_string(sibling->number) + ", with " + blanks(sibling->indent)};
}

/// The first of the lines at the end that lack the blank: what the parser took for one long key.
std::optional<TextProblem> of_missing_blank(const std::vector<Line>& lines)
{
    const Line* first = nullptr;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    {
        if (!missing_blank(line->text).empty())
            first = &*line;
        else if (line != lines.rbegin())
            break;
    }
    if (first == nullptr)
        return std::nullopt;
    const auto colon = first->indent + first->text.find(':');
    return TextProblem{{first->number, static_cast<unsigned>(colon) + 1}, std::string(blank_is_missing)};
}

/// A line of words alone, which is no list item: "identity_providers" or "version 1".
bool lacks_its_colon(const Line& line)
{
    std::string words(line.text);
    std::erase(words, ' ');
    return is_name(words) && !line.text.starts_with('-');
}

/// The last line, or the one above: of it and the next line the parser made one key.
std::optional<TextProblem> of_missing_colon(const std::vector<Line>& lines)
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(2, lines.size()); ++back)
    {
        const auto& line = lines[lines.size() - back];
        if (lacks_its_colon(line))
            return TextProblem{{line.number, static_cast<unsigned>(line.indent) + 1},
                               "this line lacks its colon; write it as `key: value`"};
    }
    return std::nullopt;
}

/// Of the last line and one beside it, one has a dash and the other has not: no setting is a list of
/// mappings.
std::optional<TextProblem> of_dash(const std::vector<Line>& lines)
{
    const auto& last = lines.back();
    const auto is_item = [](const Line& line) { return line.text.starts_with("- "); };
    for (auto above = lines.rbegin() + 1; above != lines.rend() && above->indent >= last.indent; ++above)
    {
        if (above->indent != last.indent || is_item(*above) == is_item(last))
            continue;
        const auto& dashed = is_item(last) ? last : *above;
        if (!is_entry(dashed.text.substr(2)))
            return std::nullopt;
        return TextProblem{{dashed.number, static_cast<unsigned>(dashed.indent) + 1},
                           "this line begins with a dash, and line " +
                               std::to_string(is_item(last) ? above->number : last.number) +
                               " beside it does not; remove the dash"};
    }
    return std::nullopt;
}

std::optional<TextProblem> of_value(const Line& line)
{
    const auto value = value_in(line.text);
    const auto why = value ? needs_quotes(line.text.substr(*value)) : std::string_view();
    if (why.empty())
        return std::nullopt;
    return TextProblem{{line.number, static_cast<unsigned>(line.indent + *value) + 1}, std::string(why)};
}

} // namespace

std::string_view missing_blank(std::string_view scalar)
{
    const auto colon = scalar.find(':');
    const bool found = colon != std::string_view::npos && colon + 1 < scalar.size() &&
                       is_name(scalar.substr(0, colon)) && scalar[colon + 1] != ' ' &&
                       !scalar.substr(colon).starts_with("://") &&
                       scalar.find(": ") == std::string_view::npos && !scalar.ends_with(':');
    return found ? blank_is_missing : std::string_view();
}

std::optional<TextProblem> merge_conflict(std::string_view text)
{
    constexpr std::string_view marker = "<<<<<<< ";
    unsigned line = 1;
    while (!text.empty())
    {
        if (text.starts_with(marker))
            return TextProblem{{line, 1}, "a merge conflict is left in this file; solve it"};
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        ++line;
    }
    return std::nullopt;
}

TextProblem explained(const Mark& mark, std::string_view said, std::string_view text)
{
    const auto lines = lines_up_to(mark.line, text);
    const auto otherwise = "not valid YAML: " + excerpt(said);
    if (lines.empty() || lines.back().number != mark.line)
        return {mark, otherwise};
    if (lines.back().tab)
        return {mark, otherwise + "; this line is indented with a tab: indent with spaces"};
    if (auto problem = of_value(lines.back()))
        return std::move(*problem);
    if (auto problem = of_dash(lines))
        return std::move(*problem);
    if (auto problem = of_missing_blank(lines))
        return std::move(*problem);
    if (auto problem = of_missing_colon(lines))
        return std::move(*problem);
    if (auto problem = of_indentation(lines))
        return std::move(*problem);
    return {mark, otherwise};
}

} // namespace idpsync::config
