#pragma once

// The URLs of the configuration. Errors are bad_config; none quotes a URL that may hold a password.

#include "core/error.hpp"

#include <boost/url/url.hpp>

#include <string>
#include <string_view>

namespace idpsync::config {

/// `management.url`: https, or http on loopback, or http anywhere with `allow_http`. No user, query or
/// fragment. Trailing slashes are dropped; a path that ends in /api is refused, because it is appended.
Result<boost::urls::url> parse_management_url(std::string_view text, bool allow_http);

/// `management.metrics_url`: http or https. No user, query or fragment.
Result<boost::urls::url> parse_metrics_url(std::string_view text);

/// `registration.url`, by the same rules.
Result<boost::urls::url> parse_registration_url(std::string_view text, bool allow_http);

/// An issuer, by the same rules; a path may be anything but what is known to be no issuer's. The text itself
/// is what NetBird gets: it compares the issuer byte for byte.
Result<void> check_issuer(std::string_view text, bool allow_http);

/// `management.proxy`: http or https, a host, nothing behind it; user and password are allowed.
Result<std::string> parse_proxy(std::string_view text);

} // namespace idpsync::config
