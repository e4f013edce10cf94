#pragma once

#include <string>
#include <string_view>

namespace idpsync::oidc {

/// True when a body is a web page rather than data.
bool looks_like_html(std::string_view body);

/// What somebody reads on a web page: without tags, scripts and styles, white space made one blank, at most
/// `limit` bytes. Raw; escape it before it is shown.
std::string visible_text(std::string_view html, std::size_t limit = 2000);

} // namespace idpsync::oidc
