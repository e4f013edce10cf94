#pragma once

// authentik's JSON: what its answers say of a client, and what it is sent to make or change one. Pure. Nobody
// recorded it: it is as its API description says.

#include "registrar/authentik_shape.hpp"
#include "registrar/client_needs.hpp"
#include "registrar/registrar.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// What sends the entitlements of an application as `groups`, and what its users are called: authentik's own
/// mapping of `profile` sends the second, too, and has to make room for it.
inline constexpr std::string_view entitlements_expression =
    "return {\"name\": request.user.name, \"preferred_username\": request.user.username, "
    "\"groups\": [e.name for e in request.user.app_entitlements(provider.application)]}";

/// The name of the mapping that this program makes of it.
inline constexpr std::string_view entitlements_name = "NetBird: entitlements as groups";

/// Of GET …/providers/oauth2/?client_id=ID, as keycloak_client() has it. Whether groups arrive is another
/// question.
std::optional<std::optional<ProviderClient>> authentik_client(const boost::json::value& answer,
                                                              const std::string& client_id);

/// The object of that client in the same answer. There must be one.
const boost::json::value& authentik_object(const boost::json::value& answer, const std::string& client_id);

/// One page of GET …/propertymappings/provider/scope/.
std::optional<AuthentikMappings> authentik_mappings(const boost::json::value& answer);

/// What the client's mappings bring into its tokens as `groups`: authentik's own of `profile` brings all
/// groups of the user; what somebody wrote for a scope that NetBird asks for, with "groups" in it, something
/// else.
void see_authentik_groups(ProviderClient& client, const boost::json::value& object,
                          const std::vector<AuthentikMapping>& all);

/// The scopes that the client has a mapping for.
std::vector<std::string> authentik_scopes(const boost::json::value& client,
                                          const std::vector<AuthentikMapping>& all);

/// A duration as authentik writes it: "minutes=10", "hours=1;minutes=30". Nothing: another form.
std::optional<std::chrono::seconds> authentik_duration(std::string_view text);

/// The id of a mapping that a login with this scope needs: authentik's own, or else the first; empty: none is
/// there.
std::string mapping_of_scope(const std::vector<AuthentikMapping>& all, std::string_view scope);

/// The id of authentik's own mapping of a scope ("profile"); empty: it is not there.
std::string managed_mapping(const std::vector<AuthentikMapping>& all, std::string_view scope);

/// What is called entitlements_name; nullptr: it is not there yet.
const AuthentikMapping* entitlements_mapping(const std::vector<AuthentikMapping>& all);

/// It can stand in place of authentik's own of `profile`: it sends `groups`, and what users are called.
bool replaces_profile(const AuthentikMapping& mapping);

/// The body of POST …/propertymappings/provider/scope/ that makes it.
std::string new_entitlements_mapping();

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
    std::vector<std::string> mappings;           ///< of the scopes that NetBird asks for
    std::string profile;                         ///< authentik's own mapping of `profile`
    std::string entitlements;                    ///< what takes its place; empty: nothing does
    std::vector<std::string> missing_mappings{}; ///< of scopes that a standalone NetBird asks for
};

/// An application in front of a client.
struct AuthentikApplication
{
    std::string slug;
    bool global_issuer = false; ///< the issuer names no application
};

/// What stands at an application's slug.
enum class Seat
{
    none,   ///< there is no such application
    vacant, ///< it has no provider, and may be given one
    others, ///< the same, and nobody said that it is NetBird's
    taken   ///< it has a provider
};

/// Of GET …/core/applications/SLUG/, nullptr for 404. One without a provider may be given one where the
/// issuer names its slug, or where this program made it.
Seat seat_of(const boost::json::value* application, bool is_named_by_issuer);

/// This program made the application.
bool is_made_here(const boost::json::value& application);

/// An application of this program, yet without a provider.
boost::json::object shown_application(const std::string& name, const std::string& slug);

/// The body of POST …/core/applications/ for a client that is there.
std::string authentik_new_application(const ProviderClient& client, const std::string& slug);

/// The body of PATCH …/core/applications/SLUG/ that gives it this client.
std::string authentik_seated(const ProviderClient& client);

/// The body of POST …/providers/oauth2/; the rest is as below.
std::string authentik_new_provider(const NewClient& client, const AuthentikApplication& application,
                                   const AuthentikParts& parts);

/// The body of PUT …/core/transactional/applications/. What only 2026.5 has comes after it: whether this is
/// one is seen in the object that it makes.
std::string authentik_new_client(const NewClient& client, const AuthentikApplication& application,
                                 const AuthentikParts& parts);

/// The body of PATCH …/providers/oauth2/PK/ that puts these traits right; nothing: they ask for no change.
/// Of `parts` it needs the key for signing_key, for groups the two mappings of `profile`, and for scopes
/// those that are missing.
std::optional<std::string> authentik_change(const boost::json::value& client, const ClientTraits& traits,
                                            const ClientNeeds& needs, const AuthentikParts& parts);

} // namespace idpsync::registrar
