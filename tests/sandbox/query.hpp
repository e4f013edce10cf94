#pragma once

#include <map>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// A query or form, decoded; of several equal names the first counts.
std::map<std::string, std::string> parse_query(std::string_view query);

/// The same, encoded: spaces as "+", in alphabetical order, as Go does it.
std::string encode_query(const std::map<std::string, std::string>& parameters);

/// One value, encoded.
std::string encoded(std::string_view text);

} // namespace idpsync::sandbox
