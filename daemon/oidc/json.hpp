#pragma once

// Reading JSON that a provider sent.

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::oidc {

/// `text` as a JSON object, or nothing when it is not one, not UTF-8, or nested deeper than 32.
std::optional<boost::json::object> parse_object(std::string_view text);

/// The string member of that name; nothing when there is none or it is not a string.
std::optional<std::string> text_member(const boost::json::object& object, std::string_view name);

/// The strings of an array member; nothing when there is none or it is not an array.
std::optional<std::vector<std::string>> words_member(const boost::json::object& object,
                                                     std::string_view name);

} // namespace idpsync::oidc
