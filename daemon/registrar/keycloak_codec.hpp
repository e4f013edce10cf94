#pragma once

// Keycloak's JSON: what its answers say of a client, and what it is sent to make or change one. Pure.

#include "core/secret.hpp"
#include "registrar/client_needs.hpp"
#include "registrar/registrar.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace idpsync::registrar {

/// Of GET …/clients?clientId=ID: the client with exactly this id, or nothing inside when there is none;
/// nothing at all: it is no such answer. Whether groups arrive is told only where a mapper of its own brings
/// them.
std::optional<std::optional<ProviderClient>> keycloak_client(const boost::json::value& answer,
                                                             const std::string& client_id);

/// The object of that client in an answer to GET …/clients; nullptr: it has none, or is no list.
const boost::json::value* find_keycloak_object(const boost::json::value& answer,
                                               const std::string& client_id);

/// The same where there must be one.
const boost::json::value& keycloak_object(const boost::json::value& answer, const std::string& client_id);

/// Whether groups arrive through a scope of the client: `scopes` is the answer to GET …/client-scopes.
/// Nothing: it is no such answer.
std::optional<bool> keycloak_scopes_bring_groups(const boost::json::value& client,
                                                 const boost::json::value& scopes);

/// What mappers put into the client's access tokens as their audience: its own, and those of the scopes that
/// are attached to it, as GET …/client-scopes shows them. Nothing: it is no such answer.
std::optional<std::vector<std::string>> keycloak_audiences(const boost::json::value& client,
                                                           const boost::json::value& scopes);

/// The client scope of that name in an answer to GET …/client-scopes, by its id; empty: the realm has none.
/// Nothing: it is no such answer.
std::optional<std::string> keycloak_scope_id(const boost::json::value& scopes, const std::string& name);

/// The body of POST …/client-scopes for a scope that only a login asks for: it brings no claims.
std::string keycloak_new_scope(const std::string& name);

/// The body of POST …/protocol-mappers/models that makes access tokens for this audience.
std::string keycloak_audience_mapper(const boost::json::value& client, const std::string& audience);

/// The body of POST …/clients. A mapper of groups comes after it: a scope of the realm may bring them.
std::string keycloak_new_client(const NewClient& client);

/// A member that is left out stays (recorded: 111-116), so the fewer are sent, the less is undone of what
/// somebody else changes meanwhile. But by their code, versions take the id that is left out for a new one
/// (24), fill empty origins from the redirect URIs, and refuse another type of client (26).
void keep_what_must_come_along(const boost::json::value& client, boost::json::object& body);

/// The body of PUT …/clients/UUID that sets a chosen secret (recorded: 125). Holds it.
std::string keycloak_secret_change(const boost::json::value& client, const Secret& chosen);

/// The body of PUT …/clients/UUID that puts these traits right. Nothing: they ask for no change of it. Groups
/// are no part of it.
std::optional<std::string> keycloak_change(const boost::json::value& client, const ClientTraits& traits,
                                           const ClientNeeds& needs);

/// One mapper of a client's own: a POST, or a PUT of the one that there is.
struct KeycloakMapperChange
{
    std::string id; ///< of the one that there is; empty: one more
    std::string body;
};

/// Brings groups into the ID token.
KeycloakMapperChange keycloak_groups_mapper(const boost::json::value& client);

} // namespace idpsync::registrar
