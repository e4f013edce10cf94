#pragma once

// The values of a document that have no parts.

#include "core/enumerators.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/secret.hpp"
#include "core/time_text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace idpsync::json {

/// A kind of text: specialised with
///     static std::string to(const T&);
///     static std::optional<T> from(std::string_view);
///     static constexpr std::string_view expected;     what it is, as in "is not a time like …"
///     static boost::json::object schema();
template <class T>
struct Text;

template <class T>
concept IsText = requires { Text<T>::expected; };

template <class T>
concept IsNumber = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

template <class T>
concept IsLeaf = IsText<T> || IsNumber<T> || std::same_as<T, bool>;

/// `text` as a JSON string; what is not UTF-8 comes from outside, and is escaped.
void append_text(std::string& out, std::string_view text);
void append_number(std::string& out, double number);

template <IsLeaf T>
void append_leaf(std::string& out, const T& value)
{
    if constexpr (IsText<T>)
        append_text(out, Text<T>::to(value));
    else if constexpr (std::same_as<T, bool>)
        out += value ? "true" : "false";
    else if constexpr (std::floating_point<T>)
        append_number(out, value);
    else
        out += std::to_string(value);
}

/// Nothing when `value` is not one.
template <IsLeaf T>
std::optional<T> leaf_in(const boost::json::value& value)
{
    if constexpr (IsText<T>)
    {
        const auto* text = value.if_string();
        return text == nullptr ? std::nullopt : Text<T>::from({text->data(), text->size()});
    }
    else if constexpr (std::same_as<T, bool>)
        return value.is_bool() ? std::optional(value.get_bool()) : std::nullopt;
    else
    {
        boost::system::error_code failed;
        const bool fits = std::floating_point<T> ? value.is_number() : value.is_int64() || value.is_uint64();
        const auto number = fits ? value.to_number<T>(failed) : T{};
        return fits && !failed ? std::optional(number) : std::nullopt;
    }
}

/// What a T is, as in "is not …".
template <IsLeaf T>
constexpr std::string_view expected_leaf()
{
    if constexpr (IsText<T>)
        return Text<T>::expected;
    else if constexpr (std::same_as<T, bool>)
        return "true or false";
    else if constexpr (std::floating_point<T>)
        return "a number";
    else
        return std::unsigned_integral<T> ? "a count" : "a whole number";
}

template <>
struct Text<std::string>
{
    static constexpr std::string_view expected = "a string";
    static const std::string& to(const std::string& text) { return text; }
    static std::optional<std::string> from(std::string_view text) { return std::string(text); }
    static boost::json::object schema() { return {{"type", "string"}}; }
};

/// Written only.
template <>
struct Text<std::string_view>
{
    static constexpr std::string_view expected = "a string";
    static std::string_view to(std::string_view text) { return text; }
    static boost::json::object schema() { return {{"type", "string"}}; }
};

template <>
struct Text<WallTime>
{
    static constexpr std::string_view expected = "a time like 2026-11-21T10:00:00Z";
    static std::string to(WallTime time) { return format_timestamp(time); }
    static std::optional<WallTime> from(std::string_view text) { return parse_timestamp(text); }
    static boost::json::object schema() { return {{"type", "string"}, {"format", "date-time"}}; }
};

template <>
struct Text<AuditTime>
{
    static constexpr std::string_view expected = "a time of the audit log";
    static std::string to(const AuditTime& time) { return to_string(time); }
    static std::optional<AuditTime> from(std::string_view text) { return parse_audit_time(text); }
    static boost::json::object schema() { return {{"type", "string"}, {"format", "date-time"}}; }
};

template <>
struct Text<ProviderKey>
{
    static constexpr std::string_view expected = "a provider's key";
    static const std::string& to(const ProviderKey& key) { return key.str(); }
    static std::optional<ProviderKey> from(std::string_view text) { return ProviderKey::parse(text); }
    static boost::json::object schema() { return {{"type", "string"}}; }
};

/// Never empty.
template <>
struct Text<ConnectorId>
{
    static constexpr std::string_view expected = "an id";
    static const std::string& to(const ConnectorId& id) { return id.value; }
    static std::optional<ConnectorId> from(std::string_view text);
    static boost::json::object schema() { return {{"type", "string"}}; }
};

template <>
struct Text<Fingerprint>
{
    static constexpr std::string_view expected = "a fingerprint";
    static const std::string& to(const Fingerprint& fingerprint) { return fingerprint.hex; }
    static std::optional<Fingerprint> from(std::string_view text);
    static boost::json::object schema() { return {{"type", "string"}}; }
};

template <Enumeration E>
struct Text<E>
{
    static constexpr std::string_view expected = "known";
    static std::string_view to(E value) { return to_string(value); }
    static std::optional<E> from(std::string_view text) { return enumerator_of<E>(text); }
    static boost::json::object schema()
    {
        boost::json::array names;
        for (const auto value : enumerators<E>())
            names.emplace_back(to_string(value));
        return {{"enum", std::move(names)}};
    }
};

} // namespace idpsync::json
