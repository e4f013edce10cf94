#include "config/source_text.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace idpsync::config {
namespace {

Mark mark_of(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    const auto line_break = before.rfind('\n');
    const auto line_start = line_break == std::string_view::npos ? 0 : line_break + 1;
    return {static_cast<unsigned>(std::count(before.begin(), before.end(), '\n')) + 1,
            static_cast<unsigned>(offset - line_start) + 1};
}

std::size_t length_by_first_byte(char first)
{
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0x80)
        return 1;
    if (byte < 0xE0)
        return 2;
    return byte < 0xF0 ? 3 : 4;
}

bool is_forbidden_control(std::string_view character)
{
    if (character == "\t" || character == "\n" || character == "\r" || character == "\xC2\x85")
        return false;
    return has_control_characters(character);
}

} // namespace

std::optional<TextProblem> find_text_problem(std::string_view text)
{
    for (std::size_t offset = 0; offset < text.size();)
    {
        if (text[offset] >= ' ' && text[offset] < '\x7F')
        {
            ++offset;
            continue;
        }
        const auto character = text.substr(offset, length_by_first_byte(text[offset]));
        if (!is_utf8(character))
            return TextProblem{mark_of(text, offset), "the byte " + escaped(text.substr(offset, 1)) +
                                                          " is not UTF-8; save the file as UTF-8"};
        if (is_forbidden_control(character))
            return TextProblem{mark_of(text, offset),
                               "the control character " + escaped(character) +
                                   " is not allowed in YAML; remove it (a file saved as UTF-16 holds many)"};
        offset += character.size();
    }
    return std::nullopt;
}

std::string_view without_byte_order_mark(std::string_view text)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    return text;
}

} // namespace idpsync::config
