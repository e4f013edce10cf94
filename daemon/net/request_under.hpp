#pragma once

// How a request to an API at a declared address looks, whoever sends it.

#include "net/http.hpp"

#include <boost/url/url.hpp>

#include <string>
#include <string_view>

namespace idpsync::net {

/// Without a trailing slash, so that a path can follow.
boost::urls::url without_trailing_slash(boost::urls::url url);

/// As a part of a path, a query or a form.
std::string percent_encoded(std::string_view text);

/// A request for `path` under `base` (without trailing slash), but for its deadline and who asks. `path` is
/// encoded already, and may have a query.
Request request_under(const boost::urls::url& base, Method method, std::string_view path);

} // namespace idpsync::net
