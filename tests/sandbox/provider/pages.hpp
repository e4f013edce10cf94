#pragma once

// Answers that several profiles give in their own words.

#include "sandbox/provider/site.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace idpsync::sandbox {

Answer json_page(unsigned status, std::string_view type, const boost::json::object& body);
Answer json_page(std::string_view type, const boost::json::array& body); ///< 200
Answer text_page(unsigned status, std::string_view body);                ///< text/plain; charset=utf-8
Answer html_page(unsigned status, std::string_view type, std::string body);

/// `{"error": code, "error_description": description}`; an empty description is left out.
boost::json::object oauth_error(std::string_view code, std::string_view description);

/// `url` with one more parameter in its query.
std::string with_parameter(std::string url, std::string_view name, std::string_view value);

/// The redirect URI that `asked` names, with error, error_description, state and iss: empty ones are left
/// out. `separator` is "?" or "#".
std::string error_location(const Parameters& asked, std::string_view error, std::string_view description,
                           std::string_view issuer, char separator = '?');

Answer with_header(Answer answer, std::string_view name, std::string value);

} // namespace idpsync::sandbox
