#include "json/edit.hpp"

#include "json/raw_members.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace idpsync {
namespace {

/// "A" and "B.C" of "A.B.C".
std::pair<std::string_view, std::string_view> split_path(std::string_view path)
{
    const auto dot = path.find('.');
    return dot == std::string_view::npos ? std::pair(path, std::string_view())
                                         : std::pair(path.substr(0, dot), path.substr(dot + 1));
}

/// {"B": {"C": json}} for "B.C".
std::string nested(std::string_view path, std::string_view json)
{
    if (path.empty())
        return std::string(json);
    const auto [name, rest] = split_path(path);
    std::string out = "{";
    append_json_string(out, name);
    return out + ": " + nested(rest, json) + "}";
}

/// The part of a text that a value takes, and how deep it is.
struct Spot
{
    std::size_t begin;
    std::size_t size;
    std::size_t depth = 0;
};

void add_member(std::string& text, const Spot& object, const std::vector<JsonMember>& members,
                std::string_view path, std::string_view json)
{
    constexpr std::size_t indent = 2;
    const auto [name, rest] = split_path(path);
    std::string member = members.empty() ? "\n" : ",\n";
    member.append(indent * (object.depth + 1), ' ');
    append_json_string(member, name);
    member += ": " + nested(rest, json);
    if (members.empty())
        member += '\n' + std::string(indent * object.depth, ' ');
    const auto behind = members.empty()
                            ? object.begin + 1
                            : static_cast<std::size_t>(members.back().value.data() - text.data()) +
                                  members.back().value.size();
    text.insert(behind, member);
}

} // namespace

const boost::json::value* find_at(const boost::json::value& document, std::string_view path)
{
    const auto* at = &document;
    while (at != nullptr && !path.empty())
    {
        const auto [name, rest] = split_path(path);
        at = find_member(*at, name);
        path = rest;
    }
    return at;
}

std::string with_value_at(std::string text, std::string_view path, std::string_view json)
{
    Spot spot{.begin = text.find('{'), .size = text.size()};
    while (!path.empty() && text[spot.begin] == '{')
    {
        const auto members = json_members(std::string_view(text).substr(spot.begin, spot.size));
        const auto [name, rest] = split_path(path);
        const auto found = std::find_if(members.rbegin(), members.rend(),
                                        [&](const JsonMember& one) { return one.name == name; });
        if (found == members.rend())
        {
            add_member(text, spot, members, path, json);
            return text;
        }
        spot = {static_cast<std::size_t>(found->value.data() - text.data()), found->value.size(),
                spot.depth + 1};
        path = rest;
    }
    text.replace(spot.begin, spot.size, nested(path, json));
    return text;
}

} // namespace idpsync
