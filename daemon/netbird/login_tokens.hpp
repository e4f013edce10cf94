#pragma once

// The end of a login as NetBird's own command line does it (RFC 6749 with RFC 7636): where a browser is sent,
// what the code is exchanged for, and whom NetBird's API takes the bearer of that token for.

#include "core/provider.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "netbird/inspector.hpp"
#include "netbird/login_service.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <string>

namespace idpsync::netbird {

/// What one login is asked for with; every text is new for each.
struct LoginRequest
{
    std::string redirect_uri;
    std::string state;
    std::string nonce;
    std::string challenge; ///< S256 of the verifier
};

/// Where a browser begins a login through one connector, without the page of buttons. Error (bad_response):
/// the login service names no usable authorization endpoint, or the id cannot stand in a URL.
Result<boost::urls::url> login_url(const LoginDiscovery& login_service, const ConnectorId& id,
                                   const LoginRequest& request);

/// The ID token of a token endpoint's answer. Errors: rejected when it names an OAuth error, transport for a
/// 5xx, bad_response for anything else.
Result<Secret> decode_id_token(const net::Response& response);

class LoginTokens
{
public:
    /// `http` and `clock` must outlive it; `management` as ClientOptions has it.
    LoginTokens(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
                std::chrono::milliseconds timeout);

    /// Gives the code for the ID token. Errors are those of decode_id_token() and net::HttpClient, and
    /// bad_response where a code would leave over plain http although management.url is https. Neither code
    /// nor verifier nor token is in a message.
    boost::asio::awaitable<Result<Secret>> exchange(const LoginDiscovery& login_service, const Secret& code,
                                                    const Secret& verifier, std::string redirect_uri);

    /// The document of keys that NetBird signs with. Errors: transport for a 5xx, throttled, bad_response for
    /// another answer, and net::HttpClient's.
    boost::asio::awaitable<Result<std::string>> keys(const LoginDiscovery& login_service);

    /// GET /api/users/current as the bearer of that token. A 403 of NetBird's own is told in its words.
    boost::asio::awaitable<Asked<User>> user(const Secret& id_token);

private:
    [[nodiscard]] Result<boost::urls::url> endpoint(const std::string& text, std::string_view what) const;

    net::HttpClient& http_;
    net::Clock& clock_;
    boost::urls::url management_;
    std::chrono::milliseconds timeout_;
};

} // namespace idpsync::netbird
