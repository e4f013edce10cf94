#pragma once

#include "sandbox/message.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// JSON as Go's encoder writes it: "<", ">", "&" and the line separators escaped, a newline at the end.
std::string to_go_json(const boost::json::value& value);

/// Indented by two spaces, without a newline at the end: the discovery document of the login service.
std::string to_indented_json(const boost::json::value& value);

/// 200 with a JSON body.
Answer json_answer(const boost::json::value& value);

/// NetBird's refusal: `{"message": …, "code": …}`. Its server writes messages in lower case, whatever they
/// quote.
Answer refusal(unsigned status, std::string_view message);

/// The one refusal that is written as it is: 400 `couldn't parse JSON request`.
Answer unparsable_request();

/// 404 in plain text, as for every path and method that is not routed.
Answer page_not_found();

/// The string member `name` of an object; empty when it is missing or no string.
std::string string_member(const boost::json::object& object, std::string_view name);

/// A body that must be a JSON object; nothing when it is not.
std::optional<boost::json::object> parse_object(std::string_view body);

} // namespace idpsync::sandbox
