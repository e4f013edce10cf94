#pragma once

// A login with a password that NetBird's own login service keeps, through the form that it shows to browsers.
//
// Every answer it was written against is in tests/data/netbird/v*-setup.

#include "core/error.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "netbird/login_service.hpp"
#include "netbird/login_tokens.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <string>

namespace idpsync::netbird {

/// Where the form on that page sends address and password to. `page` is its address: the form may not lead to
/// another host. Error (bad_response): there is no such form.
Result<boost::urls::url> decode_password_form(const boost::urls::url& page, const net::Response& response);

/// | answer to the form                              | stands for                            |
/// |-------------------------------------------------|---------------------------------------|
/// | 303 to the redirect URI with the state          | the code                              |
/// | 401                                             | unauthorized: address or password     |
/// | 303 to /oauth2/mfa/…                            | rejected: a second factor is asked for|
/// | 429                                             | throttled                             |
/// | 5xx                                             | transport                             |
/// | anything else                                   | bad_response                          |
Result<Secret> judge_password_sent(const LoginRequest& asked, const net::Response& response);

class PasswordLogin
{
public:
    /// `http` and `clock` must outlive it; `timeout` is of each request.
    PasswordLogin(net::HttpClient& http, net::Clock& clock, std::chrono::milliseconds timeout);

    /// The code for LoginTokens::exchange(). Errors: those of the two above; rejected when the login service
    /// has no login with a password; net::HttpClient's. No message shows address or password.
    boost::asio::awaitable<Result<Secret>> sign_in(LoginDiscovery login_service, LoginRequest request,
                                                   std::string email, const Secret& password);

private:
    boost::asio::awaitable<Result<net::Response>> get(const boost::urls::url& url);

    net::HttpClient& http_;
    net::Clock& clock_;
    std::chrono::milliseconds timeout_;
};

} // namespace idpsync::netbird
