#pragma once

// Keycloak's admin API: its parts, and what the rest of Keycloak needs of it.

#include "sandbox/provider/site.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// Whatever stands below /admin/.
Answer keycloak_admin(Site& site, const Visitor& visitor);

/// The token of a service account that has shown its secret (097).
Answer keycloak_service_token(Site& site, const Visitor& visitor, const std::string& client);

/// The token endpoint of the realm master, for its administrator (095, 096).
Answer keycloak_master_token(Site& site, const Visitor& visitor);

/// `claims` with the groups as the mappers of this client and its scopes bring them; as they are where no
/// mapper is looked at (ProviderClient::maps_groups).
boost::json::object with_mapped_groups(const Site& site, const ProviderClient& client, std::string_view scope,
                                       const boost::json::object& claims);

/// One request to the realm's part of the admin API.
struct KeycloakCall
{
    Site& site;
    const Visitor& visitor;
    bool may_view = false; ///< clients
    bool may_manage = false;
    bool may_view_users = false;
    bool may_manage_users = false;

    /// Whether the method only looks.
    [[nodiscard]] bool only_looks() const { return visitor.request.method == "GET"; }
};

Answer keycloak_error(unsigned status, std::string_view text);
Answer keycloak_error(unsigned status, std::string_view code, std::string_view description);
Answer keycloak_conflict(std::string_view text); ///< 409
Answer keycloak_json(const boost::json::object& body);
Answer keycloak_json(const boost::json::array& body);
Answer keycloak_done(); ///< 204, as for all but a PUT of a client
/// 201 at the address of what was asked for.
Answer keycloak_created(const Visitor& visitor, std::string_view id);

/// The client's whole object; without its secret for whoever may only look.
boost::json::object shown_keycloak_client(const KeycloakCall& call, ProviderClient& client);

/// A POST or PUT: members that are left out stay, lists are replaced, attributes merged by name (111-118).
void write_keycloak_client(const KeycloakCall& call, ProviderClient& client, const boost::json::object& body);

/// Why such an object is refused (104, 105). `client` is the one that is changed; missing: a new one.
std::optional<Answer> refusal_of_object(const KeycloakCall& call, const boost::json::object& body,
                                        const ProviderClient* client);

/// The object as the server stores it: without its uuid, its secret and what the caller may do.
boost::json::object stored_keycloak_client(const ProviderClient& client);

/// Gives the client a secret that nobody chose.
void draw_keycloak_secret(const KeycloakCall& call, ProviderClient& client);

/// The realm's client scopes.
std::vector<ClientScope>& scopes_of(Site& site);

// What the resources of a path answer; `rest` is the part behind them. Nothing: there is no such resource.

/// Below users/: what NetBird's server asks, and the roles of a client's service account.
std::optional<Answer> keycloak_users(KeycloakCall& call, std::string_view rest);
/// The client that has the roles of an administrator; nothing: another one is asked for.
std::optional<boost::json::object> keycloak_management(std::string_view client_id);
std::optional<Answer> keycloak_role(std::string_view rest);
Answer keycloak_service_account(const ProviderClient& client);
std::optional<Answer> keycloak_scopes(KeycloakCall& call, std::string_view rest);
/// `kind` is "defaultClientScopes" or "optionalClientScopes".
std::optional<Answer> keycloak_attached(KeycloakCall& call, ProviderClient& client, std::string_view kind,
                                        std::string_view rest);
std::optional<Answer> keycloak_mappers(KeycloakCall& call, boost::json::array& mappers,
                                       std::string_view rest);
std::optional<Answer> keycloak_evaluate(KeycloakCall& call, const ProviderClient& client,
                                        std::string_view what);

} // namespace idpsync::sandbox
