#pragma once

// What the code of every profile works with: one provider's state and one request to it.

#include "core/policy.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/message.hpp"
#include "sandbox/provider/setup.hpp"
#include "sandbox/query.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

/// A request as the provider sees it.
struct Visitor
{
    const Request& request;
    std::string path; ///< below the base, "/token"
    std::string base; ///< scheme, host and prefix as they were asked for: the Host header decides
    Parameters query;
    Parameters form; ///< of a form body; empty for any other
    WallTime now;

    [[nodiscard]] bool wants_json() const; ///< by its Accept header
};

/// What a login is about, from the authorization request to the token.
struct Grant
{
    std::string client;
    std::string redirect_uri;
    std::string scope;
    std::string nonce;
    std::string challenge; ///< S256; empty: no PKCE
};

/// A client scope of Keycloak's realm.
struct ClientScope
{
    std::string id;
    std::string name;
    boost::json::object record; ///< its other members
    boost::json::array mappers;
};

/// Who a bearer token of Keycloak's admin API belongs to.
struct Administrator
{
    std::string client; ///< a service account's; empty: the administrator of the realm master
    WallTime expires;
};

/// One provider.
struct Site
{
    Site(std::string at, ProviderSetup chosen, std::uint64_t seed)
        : base(std::move(at)), setup(std::move(chosen)), ids(seed)
    {}

    std::string base; ///< without trailing slash
    ProviderSetup setup;
    Ids ids;
    std::size_t key = 0;                                   ///< SigningKey::shared(), changed by a rotation
    std::map<std::string, Grant> codes;                    ///< each good for one exchange
    std::map<std::string, Grant> tokens;                   ///< access tokens
    std::map<std::string, Parameters> logins;              ///< begun, by the id in the login page's address
    std::map<std::string, Administrator> administrators;   ///< by their tokens
    std::vector<ClientScope> scopes;                       ///< Keycloak's; made when somebody asks
    std::size_t providers_made = 0;                        ///< authentik's number of the newest
    std::map<std::string, boost::json::array> collections; ///< authentik's objects, by their path

    [[nodiscard]] const ProviderClient* client(std::string_view id) const;
    [[nodiscard]] ProviderClient* client(std::string_view id);
    [[nodiscard]] std::string path_prefix() const; ///< of the base: "" or "/issuers/corp"
};

/// Whether `uri` is one of the registered ones.
bool is_registered(const std::vector<std::string>& registered, std::string_view uri);

} // namespace idpsync::sandbox
