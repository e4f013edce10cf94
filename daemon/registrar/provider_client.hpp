#pragma once

// The client at a provider as the provider's management API shows it, whatever that server calls its parts.

#include "core/secret.hpp"
#include "registrar/client_secrets.hpp"
#include "registrar/registered_uri.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// Keycloak's word for every origin of a registered redirect URI.
inline constexpr std::string_view any_registered_origin = "+";

/// A login at authentik may take so long, where its own default is a minute: NetBird's guide asks for it.
inline constexpr std::chrono::seconds enough_for_a_code{600};

/// The grant of logins of devices without a browser (RFC 8628).
inline constexpr std::string_view device_grant = "urn:ietf:params:oauth:grant-type:device_code";

/// Who may sign in through a client.
struct Admission
{
    bool everybody = true;
    std::vector<std::string> groups; ///< otherwise: only members of these, by name, sorted; raw

    bool operator==(const Admission&) const = default;
};

/// authentik: its own mapping of the scope `profile` brings all groups of the user, whatever the entitlements
/// of the application say.
enum class AllGroups
{
    out,      ///< they do not arrive; at every other server, too
    alone,    ///< they are what arrives
    beside,   ///< they arrive beside what another mapping brings that can stand in place of it
    entangled ///< the same, but the user's name comes from it alone
};

/// Texts are raw.
struct ProviderClient
{
    std::string handle; ///< what the API itself calls it
    std::string client_id;
    std::string name;
    std::vector<RegisteredUri> redirect_uris;
    std::optional<std::vector<RegisteredUri>> logout_uris; ///< nothing: a client has none at this server

    bool one_logout_uri = false; ///< this server has room for one

    bool enabled = true;
    bool confidential = true;            ///< it must show a secret
    std::optional<bool> has_application; ///< authentik: without one it has no issuer; nothing: none is needed
    bool code_flow = true;               ///< it may use the authorization code flow
    bool demands_challenge = false;      ///< PKCE
    bool demands_pushed_requests = false; ///< PAR
    bool signs_with_key = true;           ///< false: with the client's secret, HS256
    bool encrypts_tokens = false;
    bool claims_in_id_token = true;
    std::optional<bool> brings_groups; ///< in the ID token, as `groups`; nothing: this API does not tell
    AllGroups all_groups = AllGroups::out;
    std::optional<Admission> admission; ///< nothing: this API does not tell

    // What matters of the client of a standalone NetBird alone.
    /// What it may do at the token endpoint; nothing: this server does not let one choose, or does not tell.
    std::optional<std::vector<std::string>> grants;
    std::optional<std::string> subject_mode; ///< authentik: what `sub` is made of
    /// Keycloak: what mappers of a public client, or of its scopes, put into access tokens as their audience.
    std::optional<std::vector<std::string>> audiences;
    /// Those that it has a mapping for (authentik), or that are attached to it (Keycloak).
    std::optional<std::vector<std::string>> scopes{};
    std::optional<std::chrono::seconds> code_validity{};   ///< authentik: how long a login may take
    std::optional<std::vector<std::string>> web_origins{}; ///< Keycloak: from where a browser may ask

    /// Where the server shows it to whoever may manage the client (Keycloak, authentik); nothing: it does
    /// not.
    std::shared_ptr<const Secret> secret;
    /// Keycloak with a policy for client secret rotation: when the secret was made and ends.
    std::optional<WallTime> secret_made{};
    std::optional<WallTime> secret_ends{}; ///< nothing: no policy was there when it was made
    /// The one before it, which works as long; nothing: there is none.
    std::shared_ptr<const Secret> former_secret{};
    std::optional<WallTime> former_ends{};
    /// Its secrets, where what shows the client lists them, too (Entra).
    std::optional<ClientSecrets> secrets{};
};

} // namespace idpsync::registrar
