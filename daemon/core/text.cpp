#include "core/text.hpp"

#include "core/redaction.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace idpsync {
namespace {

/// One step through a text that may not be UTF-8.
struct CodePoint
{
    char32_t value = 0;
    std::size_t length = 1;
    bool valid = false; ///< false: one byte that does not begin a well-formed sequence
};

std::uint8_t byte_at(std::string_view text, std::size_t index)
{
    return static_cast<std::uint8_t>(text[index]);
}

std::size_t sequence_length(std::uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    if (lead >= 0xf0 && lead <= 0xf4)
        return 4;
    return 0;
}

CodePoint decode(std::string_view text)
{
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};

    const auto lead = byte_at(text, 0);
    const auto length = sequence_length(lead);
    if (length == 0 || length > text.size())
        return {};
    if (length == 1)
        return {lead, 1, true};

    char32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
    {
        const auto next = byte_at(text, i);
        if ((next & 0xc0U) != 0x80U)
            return {};
        value = (value << 6U) | (next & 0x3fU);
    }
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < smallest.at(length) || value > 0x10ffff || surrogate)
        return {};
    return {value, length, true};
}

/// So many of the first characters are ASCII that stands for itself everywhere: mostly all of them are.
std::size_t plain_length(std::string_view text)
{
    const auto end = std::ranges::find_if(text, [](char c) { return c < ' ' || c > '~' || c == '\\'; });
    return static_cast<std::size_t>(end - text.begin());
}

bool is_control(char32_t value)
{
    return value < 0x20 || (value >= 0x7f && value <= 0x9f);
}

/// Characters that are invisible or change the direction or the line of what stands around them.
bool is_deceptive(char32_t value)
{
    return value == 0x00ad || value == 0x061c || value == 0x180e || (value >= 0x200b && value <= 0x200f) ||
           (value >= 0x2028 && value <= 0x202e) || (value >= 0x2060 && value <= 0x206f) || value == 0xfeff ||
           (value >= 0xe0000 && value <= 0xe007f);
}

void append_hex(std::string& out, std::uint32_t value, unsigned digits)
{
    constexpr std::string_view hex = "0123456789abcdef";
    for (unsigned i = digits; i > 0; --i)
        out += hex[(value >> (4 * (i - 1))) & 0xfU];
}

void append_escaped(std::string& out, const CodePoint& point, std::string_view bytes)
{
    if (!point.valid)
    {
        out += "\\x";
        append_hex(out, byte_at(bytes, 0), 2);
    }
    else if (point.value == U'\n')
        out += "\\n";
    else if (point.value == U'\r')
        out += "\\r";
    else if (point.value == U'\t')
        out += "\\t";
    else if (point.value == U'\\')
        out += "\\\\";
    else if (point.value < 0x80 && is_control(point.value))
    {
        out += "\\x";
        append_hex(out, point.value, 2);
    }
    else if (is_control(point.value) || is_deceptive(point.value))
    {
        out += "\\u{";
        append_hex(out, point.value, point.value > 0xffff ? 6 : 4);
        out += '}';
    }
    else
        out += bytes.substr(0, point.length);
}

void append_utf16_escape(std::string& out, char32_t value)
{
    if (value > 0xffff)
    {
        out += "\\u";
        append_hex(out, 0xd7c0 + (value >> 10U), 4);
        value = 0xdc00 + (value & 0x3ffU);
    }
    out += "\\u";
    append_hex(out, value, 4);
}

std::size_t edit_distance(std::string_view left, std::string_view right)
{
    // Three rows of the table; two neighbours that are swapped count as one edit.
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> above(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i)
    {
        std::swap(before, above);
        std::swap(above, row);
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j)
        {
            const std::size_t substituted = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, substituted});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row.back();
}

std::string in_quotes(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text)
    {
        if (c == '"')
            out += '\\';
        out += c;
    }
    return out + '"';
}

} // namespace

std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (;;)
    {
        const auto plain = plain_length(text);
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            return out;
        const auto point = decode(text);
        append_escaped(out, point, text);
        text.remove_prefix(point.length);
    }
}

std::string visible_json(std::string_view json)
{
    std::string out;
    out.reserve(json.size());
    while (!json.empty())
    {
        const auto point = decode(json);
        // Below DEL the serializer has escaped what needs it; outside strings JSON is printable ASCII and
        // blanks.
        if (point.value < 0x7f || !(is_control(point.value) || is_deceptive(point.value)))
            out += json.substr(0, point.length);
        else
            append_utf16_escape(out, point.value);
        json.remove_prefix(point.length);
    }
    return out;
}

std::string quoted(std::string_view text)
{
    return in_quotes(escaped(text));
}

std::string quoted(std::string_view text, std::size_t limit)
{
    return in_quotes(excerpt(text, limit));
}

std::string excerpt(std::string_view text, std::size_t limit)
{
    // Of a secret that is cut in two nobody would find the rest.
    constexpr std::size_t longest_secret = 4096;
    const auto safe = redacted(std::string(text.substr(0, 8 * limit + 4 * longest_secret)));
    text = safe;
    std::string out;
    while (!text.empty())
    {
        if (out.size() >= limit)
            return out + "…";
        const auto point = decode(text);
        append_escaped(out, point, text);
        text.remove_prefix(point.length);
    }
    return out;
}

bool is_utf8(std::string_view text)
{
    for (text.remove_prefix(plain_length(text)); !text.empty();)
    {
        const auto point = decode(text);
        if (!point.valid)
            return false;
        text.remove_prefix(point.length);
    }
    return true;
}

bool has_control_characters(std::string_view text)
{
    for (text.remove_prefix(plain_length(text)); !text.empty();)
    {
        const auto point = decode(text);
        if (point.valid && is_control(point.value))
            return true;
        text.remove_prefix(point.length);
    }
    return false;
}

std::string_view nearest(std::string_view word, const std::string_view* candidates, std::size_t count)
{
    std::string_view best;
    word = word.substr(0, 64); // longer than anything that could be meant
    // A third of the letters may be wrong: "isuer" is meant for "issuer", "foo" for nothing.
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto distance = edit_distance(word, candidates[i]);
        if (distance < best_distance)
        {
            best = candidates[i];
            best_distance = distance;
        }
    }
    return best;
}

} // namespace idpsync
