#pragma once

// A JSON document described once: json/write.hpp writes it, json/read.hpp reads it, and json/schema.hpp says
// in a JSON Schema what it looks like, all from the same description.
//
// A value is a leaf (json/leaf.hpp), a list or set, a map, an optional, or an object. The shape of an object
// is either its Boost.Describe description, where JSON calls the members as C++ does and they are all there:
//
//     BOOST_DESCRIBE_STRUCT(ServerRun, (), (started, cpu))
//
// or, where names differ, members may be missing, or the schema has something to say about them, an Object:
//
//     template <>
//     inline constexpr auto shape<Drift> = object<Drift>("drift", "One difference.",
//         member("kind", &Drift::kind).about("Which one."),
//         member("by", [](auto& drift) -> auto& { return drift.authors.by; }).or_null());
//
// A member whose place gives a value instead of a reference is computed: written, and passed over when read.
// A property is computed, too, and is read by what takes such a value.

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace idpsync::json {

/// Whether a member that has nothing to say, because its value is T{}, is in the document.
enum class Presence
{
    always, ///< as any other value; it must be there
    if_set, ///< left out; may be missing
    or_null ///< as null; must be there
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// One member of an object: its name, and how to come from the object to its value.
template <class Place>
struct Member
{
    std::string_view name;
    Place place;
    Presence presence = Presence::always;
    std::string_view text = {}; ///< what it means, for the schema
    bool vital = false;         ///< the object is worth nothing without it, not even for a lenient reader
    bool lines = false;         ///< each element of this list or map begins a line
    std::string_view expectation = {}; ///< what it must be, as in "is not …"; empty: what its type says

    [[nodiscard]] constexpr Member when_blank(Presence how) const { return with(&Member::presence, how); }
    [[nodiscard]] constexpr Member if_set() const { return when_blank(Presence::if_set); }
    [[nodiscard]] constexpr Member or_null() const { return when_blank(Presence::or_null); }
    [[nodiscard]] constexpr Member expecting(std::string_view what) const
    {
        return with(&Member::expectation, what);
    }
    [[nodiscard]] constexpr Member about(std::string_view what) const { return with(&Member::text, what); }
    [[nodiscard]] constexpr Member essential() const { return with(&Member::vital, true); }
    [[nodiscard]] constexpr Member in_lines() const { return with(&Member::lines, true); }

    template <class Owner>
    static constexpr bool is_computed =
        !std::is_lvalue_reference_v<std::invoke_result_t<const Place&, Owner&>>;
    template <class Owner>
    using Value = std::remove_cvref_t<std::invoke_result_t<const Place&, Owner&>>;

private:
    template <class What>
    [[nodiscard]] constexpr Member with(What Member::* which, What what) const
    {
        auto changed = *this;
        changed.*which = what;
        return changed;
    }
};

template <class Place>
constexpr Member<Place> member(std::string_view name, Place place)
{
    return {.name = name, .place = place};
}

/// The place of a value that `get` makes of the object and `set` takes back.
template <class Get, class Set>
struct Property
{
    Get get;
    Set set;

    template <class Owner>
    constexpr auto operator()(const Owner& owner) const
    {
        return get(owner);
    }
};

template <class Place>
inline constexpr bool is_property = false;
template <class Get, class Set>
inline constexpr bool is_property<Property<Get, Set>> = true;

/// `get(const T&)` gives a value; `set(T&, value&&)` takes one that was read.
template <class Get, class Set>
constexpr auto property(std::string_view name, Get get, Set set)
{
    return member(name, Property<Get, Set>{get, set});
}

/// The place of the one value that a member can have.
template <class T>
struct Constant
{
    T value;

    template <class Owner>
    constexpr T operator()(const Owner& /*owner*/) const
    {
        return value;
    }
};

template <class Place>
inline constexpr bool is_constant = false;
template <class T>
inline constexpr bool is_constant<Constant<T>> = true;

/// A member that always has this value. Where it is essential it must be so when read, too.
template <class T>
constexpr auto constant(std::string_view name, T value)
{
    return member(name, Constant<T>{value});
}

template <class... Members>
struct Object
{
    std::string_view name; ///< in the schema's $defs; empty: it is written out where it is
    std::string_view about;
    std::tuple<Members...> members;
    bool lines = false; ///< each member but the first begins a line

    [[nodiscard]] constexpr Object in_lines() const
    {
        auto changed = *this;
        changed.lines = true;
        return changed;
    }
};

template <class... Members>
constexpr Object<Members...> object(std::string_view name, std::string_view about, Members... members)
{
    return {name, about, {members...}};
}

struct Undescribed
{};

namespace detail {

template <class T>
constexpr auto shape_by_description()
{
    namespace describe = boost::describe;
    if constexpr (describe::has_describe_members<T>::value)
        return []<template <class...> class List, class... D>(List<D...>) {
            return object("", "", member(D::name, D::pointer)...);
        }(describe::describe_members<T, describe::mod_public>());
    else
        return Undescribed{};
}

} // namespace detail

/// Of an object; specialised where its description alone does not say it.
template <class T>
inline constexpr auto shape = detail::shape_by_description<T>();

template <class T>
concept Shaped = !std::same_as<std::remove_cvref_t<decltype(shape<T>)>, Undescribed>;

/// Another type that has the shape of a T in JSON: specialised with `type`, `to(const T&)` and
/// `from(type&&)`.
template <class T>
struct Wire;

template <class T>
concept HasWire = requires { typename Wire<T>::type; };

/// A T that reading starts from, for types that have no empty one: specialised with `make()`.
template <class T>
struct Blank
{
    static T make() { return T{}; }
};

/// What is wrong with an object whose members are all right, or nothing; may put it in order. For read().
template <class T>
struct Completed
{
    static std::string problem(T& /*value*/) { return {}; }
};

/// Calls `visit` with each member of the shape of T.
template <Shaped T, class Visit>
constexpr void for_each_member(const Visit& visit)
{
    std::apply([&](const auto&... members) { (visit(members), ...); }, shape<T>.members);
}

} // namespace idpsync::json
