#pragma once

// How NetBird looks at an issuer: the check of a POST or PUT, and what the login service needs to open a
// connector.

#include "net/clock.hpp"
#include "sandbox/issuers.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// What a fetch of an issuer's discovery document came to, redirects followed.
struct Discovery
{
    std::chrono::milliseconds takes{0};
    std::optional<std::string> problem; ///< NetBird's words for a document that it could not get
    std::string issuer;                 ///< as the document says
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
    std::string userinfo_endpoint;
    std::string end_session_endpoint;
    bool lists_s256 = false; ///< among its PKCE methods
};

/// Nobody waits here: `takes` says how long it would last, never longer than `limit`.
Discovery discover(const Issuers& issuers, std::string_view issuer, std::chrono::milliseconds limit);

/// True for a URL with a scheme and a host.
bool is_absolute_url(std::string_view text);

/// Waits as long as the check takes; returns the message of the refusal, or nothing.
boost::asio::awaitable<std::optional<std::string>>
check_issuer(net::Clock& clock, const Issuers& issuers, std::string issuer, std::chrono::milliseconds limit);

} // namespace idpsync::sandbox
