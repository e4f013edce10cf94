#include "netbird/json.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace idpsync::netbird {
namespace {

bool needs_escape(char letter)
{
    return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
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
    for (auto rest = text; !rest.empty();)
    {
        const auto plain = std::find_if(rest.begin(), rest.end(), needs_escape);
        const auto length = static_cast<std::size_t>(plain - rest.begin());
        out += rest.substr(0, length);
        if (plain != rest.end())
            append_escape(out, *plain);
        rest.remove_prefix(std::min(length + 1, rest.size()));
    }
    out += '"';
}

} // namespace idpsync::netbird
