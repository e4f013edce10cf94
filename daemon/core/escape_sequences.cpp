// Escapes as servers, proxies and our own output write them, and what they stand for.

#include "core/secret_patterns.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace idpsync {
namespace {

/// HTML's names for the characters of ASCII that a secret may hold and an escape is made for.
constexpr auto entity_names = std::to_array<std::pair<std::string_view, char>>(
    {{"amp", '&'},    {"apos", '\''},  {"ast", '*'},    {"bsol", '\\'},  {"colon", ':'}, {"comma", ','},
     {"commat", '@'}, {"dollar", '$'}, {"equals", '='}, {"excl", '!'},   {"grave", '`'}, {"gt", '>'},
     {"Hat", '^'},    {"lcub", '{'},   {"lowbar", '_'}, {"lpar", '('},   {"lsqb", '['},  {"lt", '<'},
     {"nbsp", ' '},   {"num", '#'},    {"percnt", '%'}, {"period", '.'}, {"plus", '+'},  {"quest", '?'},
     {"quot", '"'},   {"rcub", '}'},   {"rpar", ')'},   {"rsqb", ']'},   {"semi", ';'},  {"sol", '/'},
     {"verbar", '|'}});

constexpr std::size_t longest_entity = 12;

struct Number
{
    char32_t value = 0;
    std::size_t digits = 0;
};

std::optional<unsigned> digit(char c, unsigned base)
{
    unsigned value = 99;
    if (c >= '0' && c <= '9')
        value = static_cast<unsigned>(c - '0');
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
        value = static_cast<unsigned>((c | 0x20) - 'a') + 10;
    return value < base ? std::optional(value) : std::nullopt;
}

/// The number of at most `most` digits that begins at `at`.
Number number_at(std::string_view text, std::size_t at, std::size_t most, unsigned base)
{
    Number number;
    for (; number.digits < most && at + number.digits < text.size(); ++number.digits)
    {
        const auto next = digit(text[at + number.digits], base);
        if (!next)
            break;
        number.value = number.value * base + *next;
    }
    return number;
}

EscapeSequence percent(std::string_view text, std::size_t at)
{
    const auto number = number_at(text, at + 1, 2, 16);
    return number.digits == 2 ? EscapeSequence{3, number.value, true} : EscapeSequence{};
}

/// &lt; and &#60; and &#x3c;
EscapeSequence entity(std::string_view text, std::size_t at)
{
    const auto end = text.substr(at, longest_entity).find(';');
    if (end == std::string_view::npos || end < 3)
        return {};
    const auto name = text.substr(at + 1, end - 1);
    if (name.front() != '#')
    {
        const auto* found = std::ranges::find(entity_names, name, &decltype(entity_names)::value_type::first);
        return found == entity_names.end()
                   ? EscapeSequence{}
                   : EscapeSequence{end + 1, static_cast<char32_t>(found->second), false};
    }
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const std::size_t first = hex ? 2 : 1;
    const auto number = number_at(name, first, 7, hex ? 16 : 10);
    const bool whole = number.digits != 0 && first + number.digits == name.size() && number.value <= 0x10ffff;
    return whole ? EscapeSequence{end + 1, number.value, false} : EscapeSequence{};
}

/// \u003c, with a second one behind it where both make one character, and \u{3c}
EscapeSequence unicode(std::string_view text, std::size_t at)
{
    if (at + 2 < text.size() && text[at + 2] == '{')
    {
        const auto number = number_at(text, at + 3, 6, 16);
        const auto end = at + 3 + number.digits;
        const bool whole =
            number.digits != 0 && end < text.size() && text[end] == '}' && number.value <= 0x10ffff;
        return whole ? EscapeSequence{number.digits + 4, number.value, false} : EscapeSequence{};
    }
    const auto first = number_at(text, at + 2, 4, 16);
    if (first.digits != 4)
        return {};
    if (first.value < 0xd800 || first.value > 0xdbff || !text.substr(at + 6).starts_with("\\u"))
        return {6, first.value, false};
    const auto second = number_at(text, at + 8, 4, 16);
    if (second.digits != 4 || second.value < 0xdc00 || second.value > 0xdfff)
        return {6, first.value, false};
    return {12, 0x10000 + ((first.value - 0xd800) << 10U) + (second.value - 0xdc00), false};
}

EscapeSequence backslash(std::string_view text, std::size_t at)
{
    if (at + 1 >= text.size())
        return {};
    const char kind = text[at + 1];
    if (kind == 'u')
        return unicode(text, at);
    if (kind == 'x')
    {
        const auto number = number_at(text, at + 2, 2, 16);
        return number.digits == 2 ? EscapeSequence{4, number.value, true} : EscapeSequence{};
    }
    if (kind >= '0' && kind <= '3')
    {
        const auto number = number_at(text, at + 1, 3, 8);
        return number.digits == 3 ? EscapeSequence{4, number.value, true} : EscapeSequence{};
    }
    constexpr std::string_view kinds = "\\/\"'nrtbf";
    constexpr std::string_view meant = "\\/\"'\n\r\t\b\f";
    const auto found = kinds.find(kind);
    return found == std::string_view::npos
               ? EscapeSequence{}
               : EscapeSequence{2, static_cast<char32_t>(static_cast<unsigned char>(meant[found])), false};
}

bool is_mark(char c)
{
    return c == '%' || c == '&' || c == '\\';
}

void append_utf8(std::string& out, char32_t value)
{
    const auto byte = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (value < 0x80)
        return byte(value);
    if (value < 0x800)
        byte(0xc0U | (value >> 6U));
    else
    {
        if (value < 0x10000)
            byte(0xe0U | (value >> 12U));
        else
        {
            byte(0xf0U | (value >> 18U));
            byte(0x80U | ((value >> 12U) & 0x3fU));
        }
        byte(0x80U | ((value >> 6U) & 0x3fU));
    }
    byte(0x80U | (value & 0x3fU));
}

} // namespace

bool has_escape_marks(std::string_view text)
{
    return std::ranges::any_of(text, is_mark);
}

EscapeSequence escape_at(std::string_view text, std::size_t at)
{
    switch (text[at])
    {
    case '%': return percent(text, at);
    case '&': return entity(text, at);
    case '\\': return backslash(text, at);
    default: return {};
    }
}

Unescaped unescaped(std::string_view text)
{
    Unescaped out;
    out.text.reserve(text.size());
    out.origin.reserve(text.size() + 1);
    for (std::size_t at = 0; at < text.size();)
    {
        const auto* mark = std::find_if(text.begin() + at, text.end(), is_mark);
        const auto plain = static_cast<std::size_t>(mark - text.begin()) - at;
        out.text.append(text, at, plain);
        for (std::size_t i = 0; i < plain; ++i)
            out.origin.push_back(static_cast<std::uint32_t>(at + i));
        at += plain;
        if (at == text.size())
            break;
        const auto escape = escape_at(text, at);
        if (escape.length == 0)
            out.text += text[at];
        else if (escape.is_byte)
            out.text += static_cast<char>(static_cast<unsigned char>(escape.value));
        else
            append_utf8(out.text, escape.value);
        out.changed = out.changed || escape.length != 0;
        out.origin.resize(out.text.size(), static_cast<std::uint32_t>(at));
        at += std::max<std::size_t>(escape.length, 1);
    }
    out.origin.push_back(static_cast<std::uint32_t>(text.size()));
    return out;
}

} // namespace idpsync
