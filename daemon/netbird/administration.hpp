#pragma once

// What somebody who may administer NetBird asks of it: who is there, a service user, its tokens.
//
// Every answer it was written against is in tests/data/netbird/v*-setup.

#include "core/error.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "netbird/codec.hpp"
#include "netbird/inspection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace idpsync::netbird {

/// A token that was just made: NetBird shows it once.
struct MadeToken
{
    AccessToken about;
    Secret plain;
};

/// The answer to a POST of a token. Error (unknown_outcome): it cannot be read; the token may be there.
Result<MadeToken> decode_made_token(const net::Response& response);

/// Errors are judge()'s, the decoders' and net::HttpClient's, told with method and URL. Each request is sent
/// once.
class Administration
{
public:
    /// `http` and `clock` must outlive it; `management` as ClientOptions has it; `authorization`: "Token …",
    /// or "Bearer …" with the ID token of a login.
    Administration(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
                   std::chrono::milliseconds timeout, Secret authorization);

    boost::asio::awaitable<Result<AccountDetails>> account();
    /// With service users.
    boost::asio::awaitable<Result<std::vector<User>>> users();
    boost::asio::awaitable<Result<std::vector<AccessToken>>> tokens(std::string user_id);

    /// With the role admin.
    boost::asio::awaitable<Result<User>> make_service_user(std::string name);
    /// It ends after `days`, 1 to 365.
    boost::asio::awaitable<Result<MadeToken>> make_token(std::string user_id, std::string name,
                                                         std::chrono::days days);
    /// One that is gone already counts as revoked.
    boost::asio::awaitable<Result<void>> revoke_token(std::string user_id, std::string token_id);

private:
    [[nodiscard]] net::Request request_for(net::Method method, const std::string& path) const;
    boost::asio::awaitable<Result<net::Response>> exchange(Operation operation, net::Request& request);

    net::HttpClient& http_;
    net::Clock& clock_;
    boost::urls::url management_;
    std::chrono::milliseconds timeout_;
    Secret authorization_;
};

/// "Bearer …": an ID token as the value of the Authorization header.
Secret bearer_of(const Secret& id_token);

} // namespace idpsync::netbird
