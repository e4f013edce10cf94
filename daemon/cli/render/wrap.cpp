#include "cli/render/wrap.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t further_in = 4;

/// The length of the escape sequence "ESC [ … letter" at the beginning of `text`; 0: there is none.
std::size_t escape_sequence(std::string_view text)
{
    if (!text.starts_with("\x1b["))
        return 0;
    const auto is_end = [](char c) { return c >= '@' && c <= '~'; };
    const auto* end = std::find_if(text.begin() + 2, text.end(), is_end);
    return end == text.end() ? 0 : static_cast<std::size_t>(end - text.begin()) + 1;
}

std::size_t columns_of(std::string_view text)
{
    std::size_t columns = 0;
    while (!text.empty())
    {
        const auto invisible = escape_sequence(text);
        const bool begins = (static_cast<unsigned char>(text.front()) & 0xc0U) != 0x80U;
        columns += invisible == 0 && begins ? 1 : 0;
        text.remove_prefix(std::max<std::size_t>(invisible, 1));
    }
    return columns;
}

/// The end of the word that begins at `from`. What stands in back quotes is a word when a line can hold it,
/// or when it is to be copied.
std::size_t end_of_word(std::string_view line, std::size_t from, std::size_t width)
{
    constexpr std::string_view command = "`netbird-idp-sync ";
    auto end = from;
    while (end < line.size() && line[end] != ' ')
    {
        const auto closing = line[end] == '`' ? line.find('`', end + 1) : std::string_view::npos;
        const bool whole =
            closing != std::string_view::npos && (line.substr(end).starts_with(command) ||
                                                  columns_of(line.substr(from, closing + 1 - from)) <= width);
        end = whole ? closing + 1 : end + 1;
    }
    return end;
}

/// Where the text of the last column of a table's row begins, when that leaves it half of the line.
std::size_t indent_of(std::string_view line, std::size_t width)
{
    const auto leading = std::min(line.find_first_not_of(' '), line.size());
    auto indent = leading + further_in;
    for (auto gap = line.find("  ", leading); gap != std::string_view::npos; gap = line.find("  ", gap))
    {
        gap = std::min(line.find_first_not_of(' ', gap), line.size());
        const auto column = columns_of(line.substr(0, gap));
        if (column > width / 2)
            break;
        indent = column;
    }
    return std::min(indent, width / 2);
}

/// How far in a line begins with a word that is so long.
std::size_t indent_before(std::size_t word, std::size_t indent, std::size_t width)
{
    if (word + indent <= width)
        return indent;
    return word + further_in <= width ? further_in : 0;
}

void append_wrapped(std::string& out, std::string_view line, std::size_t width)
{
    const auto indent = indent_of(line, width);
    auto begins = indent;
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size();)
    {
        const auto word = std::min(line.find_first_not_of(' ', at), line.size());
        const auto end = end_of_word(line, word, width);
        const auto space = word - at;
        const auto length = columns_of(line.substr(word, end - word));
        if (column > begins && column + space + length > width)
        {
            begins = indent_before(length, indent, width);
            out += '\n' + std::string(begins, ' ');
            column = begins;
        }
        else
        {
            out.append(space, ' ');
            column += space;
        }
        out += line.substr(word, end - word);
        column += length;
        at = end;
    }
}

} // namespace

std::string wrapped(std::string_view text, std::size_t width)
{
    if (width == 0)
        return std::string(text);
    width = std::max(width, narrowest);
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    while (!text.empty())
    {
        const auto line = text.substr(0, text.find('\n'));
        if (columns_of(line) <= width)
            out += line;
        else
            append_wrapped(out, line, width);
        if (line.size() < text.size())
            out += '\n';
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return out;
}

} // namespace idpsync::cli
