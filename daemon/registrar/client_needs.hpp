#pragma once

// What NetBird needs of its client at a provider, held against what the client is: the confidential client of
// its login service, or the public one of a standalone NetBird.

#include "core/enumerators.hpp"
#include "core/group_settings.hpp"
#include "registrar/provider_client.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace idpsync::registrar {

/// What a standalone NetBird needs beside: its dashboard and `netbird up` keep no secret. Of what a server
/// does not have nothing is asked.
struct PublicNeeds
{
    std::vector<std::string> more_redirect_uris{};
    std::string launch_url{};          ///< of a new client
    std::vector<std::string> grants{}; ///< beside the code flow; authentik from 2026.5 on, Keycloak's devices
    /// authentik: what `sub` must be made of, and a new client's in any case; NetBird's manager of users
    /// finds them by that alone.
    std::string subject_mode{};
    bool has_manager = false;
    bool claims_matter = true;         ///< whoever is handed a token is handed an ID token
    std::vector<std::string> scopes{}; ///< authentik and Keycloak: what a login asks for, without openid
    std::string audience{};            ///< Keycloak: of access tokens; empty: any
};

struct ClientNeeds
{
    std::string redirect_uri;            ///< NetBird's; raw; empty: not known
    std::string logout_uri;              ///< the same; a client may do without
    std::optional<bool> sends_challenge; ///< this NetBird's logins carry PKCE; nothing: that was not seen
    /// Who may sign in, as declared, sorted; nothing: as it is at the provider.
    std::optional<GroupNames> allowed_groups;
    /// The user's groups must arrive in the ID token, as `groups`; at authentik the entitlements of the
    /// application that are the user's.
    bool groups = false;
    /// Of former addresses of NetBird, registered by this program, and needed no more (former_uris.hpp).
    std::vector<std::string> former_uris{};
    std::optional<PublicNeeds> standalone{}; ///< nothing: the client is NetBird's login service's
};

/// Every redirect URI that is known to be needed.
std::vector<std::string> redirect_uris_of(const ClientNeeds& needs);

/// Those that a client with these does not have; where a pattern may cover all of them, those that may be
/// missing.
std::vector<std::string> missing_redirect_uris(const std::vector<RegisteredUri>& registered,
                                               const ClientNeeds& needs);

/// The scopes that a login asks for and the client does not have; none where that is not told.
std::vector<std::string> missing_scopes(const ProviderClient& client, const ClientNeeds& needs);

/// The same of grants.
std::vector<std::string> missing_grants(const ProviderClient& client, const ClientNeeds& needs);

/// What can be wrong with a client, one part each.
BOOST_DEFINE_ENUM_CLASS(ClientTrait, enabled, application, confidential, code_flow, redirect_uri, logout_uri,
                        challenge, pushed_requests, signing_key, encryption, id_token_claims, groups,
                        admission, former_uris,
                        // of a standalone NetBird's client alone
                        public_client, grants, subject_mode, scopes, code_validity, audience, web_origins)

/// Some of them.
using ClientTraits = std::set<ClientTrait>;

enum class Fit
{
    good,
    bad,
    unknown ///< it cannot be told from here
};

struct TraitFit
{
    ClientTrait trait;
    Fit fit;

    bool operator==(const TraitFit&) const = default;
};

/// Every trait, in the order of the enumerators.
///
/// | trait        | good                               | bad                             | unknown        |
/// |--------------|------------------------------------|---------------------------------|----------------|
/// | redirect_uri | registered                         | neither it nor a pattern for it | it, or a regex |
/// | logout_uri   | the same                           | the same                        | none, or taken |
/// | application  | it has one, or none is needed      | it has none                     |                |
/// | challenge    | not demanded, or NetBird sends one | demanded, and it sends none     | not seen       |
/// | groups       | not wanted, or they arrive         | they do not, or all groups do   | not told       |
/// | admission    | as declared; somebody may sign in  | others, or nobody at all        | not told       |
/// | former_uris  | none is registered                 | one is                          |                |
/// | of the other kind of NetBird | always              |                                 |                |
/// | each other   | as NetBird needs it                | otherwise                       | not told       |
std::vector<TraitFit> fits(const ProviderClient& client, const ClientNeeds& needs);

/// It is registered just so, as a redirect or a logout URI.
bool is_registered(const ProviderClient& client, const std::string& uri);

/// The one place for a logout URI holds another one: it stays.
bool logout_uri_is_taken(const ProviderClient& client, const std::string& uri);

/// Those of `asked` that are not good: what putting `asked` right would have to change.
ClientTraits amiss(const ProviderClient& client, const ClientNeeds& needs, const ClientTraits& asked);

} // namespace idpsync::registrar
