#pragma once

// Writes a value as the JSON that its shape describes, into one string, on one line but for what the shape
// puts into lines.

#include "json/leaf.hpp"
#include "json/shape.hpp"

#include <ranges>
#include <string>

namespace idpsync::json {

template <class T>
concept IsMap = std::ranges::range<T> && requires { typename T::mapped_type; };

template <class T>
void append(std::string& out, const T& value, bool in_lines = false);

namespace detail {

/// Nothing to say: an empty text or list, no value, 0, false, a whole object as it begins.
template <class T>
bool is_blank(const T& value)
{
    if constexpr (is_optional<T>)
        return !value;
    else if constexpr (std::ranges::range<T>)
        return std::ranges::empty(value);
    else if constexpr (std::equality_comparable<T> && std::default_initializable<T>)
        return value == T{};
    else
        return false;
}

/// Before an element of a list or map.
void separate(std::string& out, bool first, bool in_lines);

/// Before the value of a member.
void begin_member(std::string& out, std::string_view name, bool& first, bool in_lines);

template <class Owner, class Place>
void append_member(std::string& out, const Owner& owner, const Member<Place>& member, bool& first,
                   bool in_lines)
{
    const auto& value = std::invoke(member.place, owner);
    using Value = std::remove_cvref_t<decltype(value)>;
    const auto presence =
        is_optional<Value> && member.presence == Presence::always ? Presence::if_set : member.presence;
    const bool blank = presence != Presence::always && is_blank(value);
    if (blank && presence == Presence::if_set)
        return;
    begin_member(out, member.name, first, in_lines);
    if (blank)
        out += "null";
    else
        append(out, value, member.lines);
}

template <IsMap T>
void append_map(std::string& out, const T& map, bool in_lines)
{
    out += '{';
    bool first = true;
    for (const auto& [key, value] : map)
    {
        separate(out, first, in_lines);
        first = false;
        append_text(out, Text<typename T::key_type>::to(key));
        out += ':';
        append(out, value);
    }
    out += '}';
}

template <std::ranges::range T>
void append_list(std::string& out, const T& list, bool in_lines)
{
    out += '[';
    bool first = true;
    for (const auto& value : list)
    {
        separate(out, first, in_lines);
        first = false;
        append(out, value);
    }
    out += ']';
}

} // namespace detail

/// The members alone, for an object that has others, too. `first`: none stands before them; false afterwards.
template <Shaped T>
void append_members(std::string& out, const T& value, bool& first)
{
    for_each_member<T>(
        [&](const auto& member) { detail::append_member(out, value, member, first, shape<T>.lines); });
}

/// `in_lines`: each element of a list or map begins a line.
template <class T>
void append(std::string& out, const T& value, bool in_lines)
{
    if constexpr (HasWire<T>)
        append(out, Wire<T>::to(value), in_lines);
    else if constexpr (IsLeaf<T>)
        append_leaf(out, value);
    else if constexpr (is_optional<T>)
        value ? append(out, *value) : static_cast<void>(out += "null");
    else if constexpr (IsMap<T>)
        detail::append_map(out, value, in_lines);
    else if constexpr (std::ranges::range<T>)
        detail::append_list(out, value, in_lines);
    else
    {
        static_assert(Shaped<T>, "describe the shape of this type: json/shape.hpp");
        out += '{';
        bool first = true;
        append_members(out, value, first);
        out += '}';
    }
}

template <class T>
std::string text_of(const T& value)
{
    std::string out;
    append(out, value);
    return out;
}

} // namespace idpsync::json
