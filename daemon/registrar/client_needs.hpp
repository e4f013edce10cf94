#pragma once

// What NetBird's login service needs of its client at a provider, held against what the client is.

#include "core/enumerators.hpp"
#include "core/group_settings.hpp"
#include "registrar/provider_client.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace idpsync::registrar {

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
};

/// What can be wrong with a client, one part each.
BOOST_DEFINE_ENUM_CLASS(ClientTrait, enabled, application, confidential, code_flow, redirect_uri, logout_uri,
                        challenge, pushed_requests, signing_key, encryption, id_token_claims, groups,
                        admission, former_uris)

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
/// | each other   | as NetBird needs it                | otherwise                       |                |
std::vector<TraitFit> fits(const ProviderClient& client, const ClientNeeds& needs);

/// It is registered just so, as a redirect or a logout URI.
bool is_registered(const ProviderClient& client, const std::string& uri);

/// The one place for a logout URI holds another one: it stays.
bool logout_uri_is_taken(const ProviderClient& client, const std::string& uri);

/// Those of `asked` that are not good: what putting `asked` right would have to change.
ClientTraits amiss(const ProviderClient& client, const ClientNeeds& needs, const ClientTraits& asked);

} // namespace idpsync::registrar
