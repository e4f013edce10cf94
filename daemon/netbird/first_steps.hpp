#pragma once

// What NetBird is asked before anybody has a token: whether it was set up, and to be.
//
// Every answer it was written against is in tests/data/netbird/v*-setup.

#include "core/error.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <string>

namespace idpsync::netbird {

/// Who becomes the owner.
struct NewOwner
{
    std::string email;
    std::string name;
    Secret password;
};

/// Body of `POST /api/setup`: without create_pat, which leaves the account without a domain for good.
Secret encode_setup(const NewOwner& owner);

/// The answer to `GET /api/instance`. Error (bad_response): anything else.
Result<bool> decode_setup_required(const net::Response& response);

class FirstSteps
{
public:
    /// `http` and `clock` must outlive it; `management` as ClientOptions has it.
    FirstSteps(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
               std::chrono::milliseconds timeout);

    /// True while NetBird has no account and its login service no user. Errors are judge()'s and
    /// net::HttpClient's, told with method and URL.
    boost::asio::awaitable<Result<bool>> setup_required();

    /// Makes the owner. Errors: conflict when somebody was there already; rejected in NetBird's words; else
    /// as above. NetBird's words are not shown where they could repeat the password.
    boost::asio::awaitable<Result<void>> set_up(NewOwner owner);

    /// False for NetBird before v0.64.2, which has no `/api/instance/version`; true as well when the answer
    /// says nothing.
    boost::asio::awaitable<Result<bool>> has_version_endpoint();

private:
    boost::asio::awaitable<Result<net::Response>> send(net::Request& request);

    net::HttpClient& http_;
    net::Clock& clock_;
    boost::urls::url management_;
    std::chrono::milliseconds timeout_;
};

} // namespace idpsync::netbird
