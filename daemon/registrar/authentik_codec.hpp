#pragma once

// authentik's JSON: what its answers say of a client, and what it is sent to make or change one. Pure. Nobody
// recorded it: it is as its API description says.

#include "registrar/authentik_shape.hpp"
#include "registrar/client_needs.hpp"
#include "registrar/registrar.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// Of GET …/providers/oauth2/?client_id=ID, as keycloak_client() has it. Whether groups arrive is another
/// question.
std::optional<std::optional<ProviderClient>> authentik_client(const boost::json::value& answer,
                                                              const std::string& client_id);

/// The object of that client in the same answer. There must be one.
const boost::json::value& authentik_object(const boost::json::value& answer, const std::string& client_id);

/// One page of GET …/propertymappings/provider/scope/.
std::optional<AuthentikMappings> authentik_mappings(const boost::json::value& answer);

/// Whether the client's mappings bring groups into its tokens: authentik's own of `profile` does, and so does
/// one that somebody wrote for a scope that NetBird asks for, with "groups" in it.
bool authentik_brings_groups(const boost::json::value& client, const std::vector<AuthentikMapping>& all);

/// The id of authentik's own mapping of a scope ("profile"); empty: it is not there.
std::string managed_mapping(const std::vector<AuthentikMapping>& all, std::string_view scope);

/// The id of the flow with this slug, of GET …/flows/instances/; empty: it is not there. Nothing: it is no
/// such answer.
std::optional<std::string> authentik_flow(const boost::json::value& answer, std::string_view slug);

/// The id of the key that a client is to sign with, of GET …/crypto/certificatekeypairs/ for those of RSA:
/// the one that authentik brings along, or else the first.
std::optional<std::string> authentik_key(const boost::json::value& answer);

/// What a client is made of beside itself, by ids.
struct AuthentikParts
{
    std::string authorization_flow;
    std::string invalidation_flow;
    std::string signing_key;
    std::vector<std::string> mappings; ///< of the scopes that NetBird asks for, profile at the end
};

/// An application in front of a client.
struct AuthentikApplication
{
    std::string slug;
    bool global_issuer = false; ///< the issuer names no application
};

/// The body of PUT …/core/transactional/applications/. What only 2026.5 has comes after it: whether this is
/// one is seen in the object that it makes.
std::string authentik_new_client(const NewClient& client, const AuthentikApplication& application,
                                 const AuthentikParts& parts);

/// The body of PATCH …/providers/oauth2/PK/ that puts these traits right; nothing: they ask for no change.
/// Of `parts` it needs the key for signing_key, and for groups the mappings.
std::optional<std::string> authentik_change(const boost::json::value& client, const ClientTraits& traits,
                                            const ClientNeeds& needs, const AuthentikParts& parts);

} // namespace idpsync::registrar
