#pragma once

// Enumerations that know their enumerators: defined with BOOST_DEFINE_ENUM_CLASS, which is where their names
// come from, too. One that Boost.Describe cannot hold (it takes 52) says in Enumerators which it has.

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace idpsync {

namespace detail {

template <class E>
using Described = boost::describe::describe_enumerators<E>;

template <class E>
inline constexpr bool is_described = boost::describe::has_describe_enumerators<E>::value;

} // namespace detail

/// The enumerators from the first, 0, to `last`.
template <auto last>
constexpr auto consecutive_up_to()
{
    std::array<decltype(last), static_cast<std::size_t>(last) + 1> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<decltype(last)>(i);
    return all;
}

/// All enumerators of a described enumeration, in their order; specialised for others with `all`.
template <class E>
struct Enumerators;

template <class E>
    requires detail::is_described<E>
struct Enumerators<E>
{
    static constexpr auto all = []<template <class...> class List, class... D>(List<D...>) {
        return std::array<E, sizeof...(D)>{D::value...};
    }(detail::Described<E>());
};

/// An enumeration whose enumerators are known.
template <class E>
concept Enumeration = std::is_enum_v<E> && requires { Enumerators<E>::all; };

template <Enumeration E>
constexpr const auto& enumerators()
{
    return Enumerators<E>::all;
}

/// The name of an enumerator, as it stands in the code.
template <class E>
    requires detail::is_described<E>
constexpr std::string_view enumerator_name(E value)
{
    std::string_view name;
    boost::mp11::mp_for_each<detail::Described<E>>([&](auto each) {
        if (each.value == value)
            name = each.name;
    });
    return name;
}

/// What files, logs and JSON call an enumerator whose enumeration has no to_string() of its own.
template <class E>
    requires detail::is_described<E>
constexpr std::string_view to_string(E value)
{
    return enumerator_name(value);
}

/// The enumerator that to_string() calls `name`, or nothing.
template <Enumeration E>
constexpr std::optional<E> enumerator_of(std::string_view name)
{
    for (const auto value : enumerators<E>())
        if (to_string(value) == name)
            return value;
    return std::nullopt;
}

} // namespace idpsync
