#pragma once

// How a request to NetBird looks, whoever sends it.

#include "core/secret.hpp"
#include "net/http.hpp"

#include <boost/url/url.hpp>

#include <string>
#include <string_view>

namespace idpsync::netbird {

/// Without a trailing slash, so that a path can follow.
boost::urls::url without_trailing_slash(boost::urls::url url);

/// As a part of a path, a query or a form.
std::string percent_encoded(std::string_view text);

/// The value of the Authorization header: "Token …".
Secret authorization_for(const Secret& token);

/// A request for `path` under `management` (without trailing slash), but for its deadline and the token.
net::Request request_under(const boost::urls::url& management, net::Method method, const std::string& path);

} // namespace idpsync::netbird
