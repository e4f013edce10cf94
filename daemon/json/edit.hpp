#pragma once

// A JSON text with some of its values replaced: every other byte stays as it is.

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace idpsync {

/// The value at "A.B.C" of a document; null when it is not there.
const boost::json::value* find_at(const boost::json::value& document, std::string_view path);

/// `text`, which is one JSON object and was parsed as JSON before, with `json` as the value at "A.B.C". What
/// is missing on the way is added behind the members that are there; what is no object there is replaced by
/// one. Of a member that is there twice, the last counts.
std::string with_value_at(std::string text, std::string_view path, std::string_view json);

} // namespace idpsync
