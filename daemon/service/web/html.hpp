#pragma once

#include <string>
#include <string_view>

namespace idpsync::service {

/// Text for the inside of an element or of an attribute in double quotes.
std::string html_escaped(std::string_view text);

/// <NAME ATTRIBUTES>INSIDE</NAME>; `attributes` and `inside` are HTML.
std::string element(std::string_view name, std::string_view inside, std::string_view attributes = {});

} // namespace idpsync::service
