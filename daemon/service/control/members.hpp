#pragma once

// Reading what the other end of the control socket wrote.

#include "core/policy.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service::control {

/// The enumerator that to_string() calls `name`, or nothing. Enumerations here have no gaps.
template <class Enumeration>
std::optional<Enumeration> enumerator_of(std::string_view name)
{
    if (name.empty())
        return std::nullopt; // what is outside of the enumeration may have no name
    constexpr int more_than_any_has = 256;
    for (int value = 0; value < more_than_any_has; ++value)
        if (to_string(static_cast<Enumeration>(value)) == name)
            return static_cast<Enumeration>(value);
    return std::nullopt;
}

/// The members of an object as values: one that is missing, null or of another type counts as empty, so that
/// programs of different versions understand each other.
class Members
{
public:
    explicit Members(const boost::json::value* value) : object_(value ? value->if_object() : nullptr) {}
    explicit Members(const boost::json::value& value) : Members(&value) {}

    [[nodiscard]] bool there() const { return object_ != nullptr; }
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    [[nodiscard]] const boost::json::array& list(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::uint64_t number(std::string_view name) const;
    [[nodiscard]] std::optional<WallTime> time(std::string_view name) const;

    template <class Enumeration>
    Enumeration named(std::string_view name, Enumeration otherwise) const
    {
        return enumerator_of<Enumeration>(text(name)).value_or(otherwise);
    }

private:
    const boost::json::object* object_;
};

/// A time as JSON: "2026-11-21T10:00:00Z", or null.
boost::json::value time_or_null(const std::optional<WallTime>& time);

/// A text as JSON, null when it is empty.
boost::json::value text_or_null(std::string_view text);

} // namespace idpsync::service::control
