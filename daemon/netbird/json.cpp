#include "netbird/json.hpp"

#include <boost/json/parse.hpp>

#include <cstdint>
#include <cstring>

namespace idpsync::netbird {
namespace {

bool needs_escape(char letter)
{
    return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
}

constexpr std::uint64_t every_byte = 0x0101010101010101;

/// A bit is set where a byte of `word` is 0 (there may be more above the first).
constexpr std::uint64_t zero_bytes(std::uint64_t word)
{
    return (word - every_byte) & ~word & (every_byte * 0x80);
}

/// True when one of eight characters may need an escape: a ledger is saved dozens of times in a pass, and
/// nearly all of it is plain.
bool may_need_escape(const char* eight)
{
    std::uint64_t word = 0;
    std::memcpy(&word, eight, sizeof word);
    const auto below_space = (word - every_byte * 0x20) & ~word & (every_byte * 0x80);
    return (below_space | zero_bytes(word ^ (every_byte * '"')) | zero_bytes(word ^ (every_byte * '\\'))) !=
           0;
}

/// How many characters at the beginning of `text` need no escape.
std::size_t plain_length(std::string_view text)
{
    std::size_t length = 0;
    while (text.size() - length >= sizeof(std::uint64_t) && !may_need_escape(text.data() + length))
        length += sizeof(std::uint64_t);
    while (length < text.size() && !needs_escape(text[length]))
        ++length;
    return length;
}

void append_escape(std::string& out, char letter)
{
    constexpr std::string_view hex = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(letter);
    switch (letter)
    {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
        out += "\\u00";
        out += hex[code >> 4U];
        out += hex[code & 0xfU];
    }
}

} // namespace

std::optional<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage)
{
    boost::json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code failed;
    auto value = boost::json::parse(text, failed, std::move(storage), options);
    if (failed)
        return std::nullopt;
    return value;
}

const boost::json::value* find_member(const boost::json::value& value, std::string_view name)
{
    const auto* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(name);
}

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty())
    {
        const auto length = plain_length(text);
        out += text.substr(0, length);
        if (length == text.size())
            break;
        append_escape(out, text[length]);
        text.remove_prefix(length + 1);
    }
    out += '"';
}

} // namespace idpsync::netbird
