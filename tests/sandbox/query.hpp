#pragma once

#include <map>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

using Parameters = std::map<std::string, std::string>;

/// A query or form, decoded; of several equal names the first counts.
Parameters parse_query(std::string_view query);

/// The same, encoded: spaces as "+", in alphabetical order, as Go does it.
std::string encode_query(const Parameters& parameters);

/// One of them; empty when it is absent.
std::string parameter(const Parameters& parameters, const std::string& name);

/// True when a list with spaces between its words holds this one.
bool holds_word(std::string_view words, std::string_view word);

/// One value of a query or form.
std::string decoded(std::string_view text);

/// One value, encoded.
std::string encoded(std::string_view text);

} // namespace idpsync::sandbox
