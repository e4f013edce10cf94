#pragma once

#include <map>
#include <string>
#include <string_view>

namespace idpsync::oidc {

/// application/x-www-form-urlencoded (RFC 6749 appendix B): a blank becomes +, and everything but letters,
/// digits and *-._ is %XX.
std::string form_encoded(std::string_view text);

/// The parameters of a query or fragment as a browser would read them: the first of each name; what is
/// wrongly encoded stays as it is.
std::map<std::string, std::string> form_parameters(std::string_view query);

} // namespace idpsync::oidc
