#pragma once

// The request by which a standalone NetBird asks the provider for its users, sent as NetBird's server sends
// it: whether its credential works, and when that ends. Reads only, and keeps nothing of a user.

#include "core/error.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <boost/url/url.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::registrar {

/// Whose users, and as whom. The secret must outlive who uses it.
struct ManagerAccess
{
    ProviderType type = ProviderType::pocketid; ///< or authentik, or keycloak
    /// Pocket ID's and authentik's address, or Keycloak's …/admin/realms/REALM; without a slash at the end.
    boost::urls::url api;
    std::optional<boost::urls::url> token_endpoint{}; ///< not of Pocket ID
    net::Reach token_reach = net::Reach::anywhere;    ///< of that endpoint, which a document names
    std::string client_id;                            ///< authentik: NetBird's; keycloak: the account's own
    std::string username{};                           ///< authentik: of the service account
    std::string application{};                        ///< authentik: its slug; empty: the issuer names none
    const Secret& secret;
};

/// When the credential ends, as far as the provider tells.
struct CredentialEnd
{
    std::optional<WallTime> at;
    std::string not_told; ///< why it is not known; empty, without `at`: it never does

    bool operator==(const CredentialEnd&) const = default;
};

/// What authentik says beside: who may use the application, and where codes of devices are entered.
struct AuthentikSight
{
    Result<bool> admitted;      ///< its bindings let the service account in
    Result<bool> administrator; ///< the service account is one
    Result<bool> device_flow;   ///< the default brand has a device code flow
};

/// The users can be read.
struct ManagerSight
{
    CredentialEnd end{};
    std::optional<AuthentikSight> authentik{};
    /// Of authentik: what was got for the app password, which opens the rest of its API, too.
    std::shared_ptr<const Secret> token{};
};

/// Errors: unauthorized (the provider refuses the credential), forbidden (it may not read users), throttled,
/// transport, bad_response, and those of net::HttpClient. They name the server and what it said, never a
/// secret.
boost::asio::awaitable<Result<ManagerSight>> ask_as_manager(ManagerAccess access, net::HttpClient& http,
                                                            net::SteadyTime deadline);

/// Of Pocket ID's GET /api/api-keys, which shows the keys of whoever asks and not which one asks: the one
/// that was used last is it. `now` by the server's clock; nothing: it does not say. A static key is in no
/// list.
CredentialEnd end_of_api_key(const boost::json::value& answer, std::optional<WallTime> now);

/// Of authentik's GET …/core/tokens/ for credentials of one kind ("app password"), which does not show which
/// one asks: the only one is it. `user`: whose it is; nothing: each that is shown may be it.
CredentialEnd end_of_token(const boost::json::value& answer, std::string_view kind,
                           std::optional<std::int64_t> user = {});

/// Of authentik's GET …/core/users/me/: the number of whoever asks, and whether they are an administrator.
/// Nothing: it is no such answer.
struct AuthentikCaller
{
    std::int64_t number = 0;
    bool administrator = false;
};
std::optional<AuthentikCaller> authentik_caller(const boost::json::value& answer);

/// Of GET …/core/applications/SLUG/check_access/?for_user=NUMBER. Nothing: it is no such answer.
std::optional<bool> authentik_admits(const boost::json::value& answer);

/// Of GET …/core/brands/?default=true: the brand has a flow for codes of devices. Nothing: it is no such
/// answer.
std::optional<bool> authentik_device_flow(const boost::json::value& answer);

} // namespace idpsync::registrar
