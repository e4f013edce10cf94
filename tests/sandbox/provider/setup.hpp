#pragma once

// An identity provider as a test wants it: which server it is, who may ask it, who signs in, and what is
// wrong with it. Everything may be changed at any time (Provider::setup()).

#include "core/policy.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

/// The servers that were recorded, tests/data/idp, and one that was not.
enum class Profile
{
    pocketid_2_9,      ///< pocket-id-2.9.0
    pocketid_2_10,     ///< pocket-id-2.9.0-dev-8564d356: the OAuth code of 2.10 and later
    pocketid_2_12,     ///< not recorded: 2.10 with secrets that a client chooses
    pocketid_2_13,     ///< not recorded: 2.12 with error codes
    pocketid_2_14,     ///< not recorded: 2.13 with several secrets side by side
    keycloak,          ///< keycloak-26.7.3 without a hostname setting: the issuer follows the Host header
    keycloak_hostname, ///< the same with one
    dex,               ///< dex-2.45.1
    dex_dev,           ///< dex-2.45.0-330-gab64ed77, with sessions
    oidc_provider,     ///< oidc-provider-9.13.3
    /// Nobody recorded authentik. It has the issuer's form and the signing key's part as documented, and
    /// beyond that only what RFC 6749 and OpenID Connect Core ask of any server.
    authentik_unrecorded,
    authentik_2026_5_unrecorded, ///< the same with grant types that somebody has to name
    entra_unrecorded             ///< Microsoft Entra and Graph, as Graph's description reads
};

std::string_view to_string(Profile profile); ///< "pocketid-2.9", …, "authentik-unrecorded"
std::optional<Profile> parse_profile(std::string_view text);
std::vector<std::string> profile_names();

/// The second number of Pocket ID's version, 9 for 2.9; 0 for any other server.
int pocket_id_minor(Profile profile);

/// One of several secrets of a client (Pocket ID 2.14, Entra).
struct ClientSecret
{
    std::string id;
    std::string secret;
    WallTime created;
    std::optional<WallTime> expires;
    std::string name = {}; ///< Entra
};

/// Keycloak's client secret rotation, a preview: seen on a 26.7.3 that had it switched on, not recorded. What
/// it does when a client is changed by others than the administration was not looked at.
struct SecretPolicy
{
    std::chrono::seconds secret{std::chrono::days(28)}; ///< so long after it is drawn, a secret ends
    std::chrono::seconds former{std::chrono::days(2)};  ///< and the one before it so long after that
};

/// A client that is registered at the provider. Management APIs change and show the same ones.
struct ProviderClient
{
    std::string id = "netbird";
    std::string secret = "not-a-real-secret"; ///< empty: it has none yet
    std::vector<std::string> redirect_uris;   ///< each exact, or with "*" at its end
    std::vector<std::string> logout_uris;

    bool public_client = false;
    bool code_flow = true;
    bool pkce_required = false;
    bool groups_scope = true;     ///< Keycloak: the client scope "groups" is attached
    bool disabled = false;        ///< Keycloak; elsewhere as if it did not exist
    bool secret_expired = false;  ///< oidc-provider; elsewhere as a wrong secret
    bool bearer_only = false;     ///< Keycloak
    bool post_only = false;       ///< takes its secret in the body alone, whatever the document lists
    bool signs_itself = false;    ///< Keycloak: authenticates with a JWT, not with its secret
    bool pushed_requests = false; ///< Pocket ID: only after a pushed authorization request
    std::string only_connector;   ///< Dex with sessions: the one connector it may use

    // What the provider's management API knows beside that.

    /// Every other member of the server's own object, as it stores it. One that this version does not have
    /// may be put here, too: then the server knows it, shows it, and takes it in a PUT.
    boost::json::object record;
    std::vector<ClientSecret>
        more_secrets; ///< Pocket ID 2.14, Entra, Keycloak's SecretPolicy: each works, beside `secret`
    std::optional<WallTime> secret_expires;  ///< Keycloak's SecretPolicy; nothing: never
    std::string secret_id;                   ///< Pocket ID 2.14: of `secret`; drawn when somebody asks
    bool group_restricted = false;           ///< Pocket ID: for `allowed_groups` alone; no login looks at it
    std::vector<std::string> allowed_groups; ///< Pocket ID: their ids
    std::string
        internal_id; ///< Keycloak's uuid, authentik's number, Entra's object id; drawn when somebody asks
    bool service_account = false; ///< Keycloak: it gets tokens for itself; at Entra each does
    std::vector<std::string>
        roles; ///< Keycloak: of that account: manage-clients, view-clients, view-users; Entra: Application.…
    /// Keycloak: the claim `groups` comes whatever mappers it has. One made through the API needs a mapper.
    bool maps_groups = true;
};

/// What a program shows to a management API: an API key of Pocket ID, a token of authentik.
struct ApiKey
{
    std::string key = "not-a-real-api-key";
    std::string id;                  ///< drawn when somebody asks
    bool administrator = true;       ///< the user to whom it belongs is one
    std::optional<WallTime> expires; ///< nothing: a static key, which is in no list
    std::optional<WallTime> last_used;
};

/// A group of the provider's users.
struct ProviderGroup
{
    std::string id;
    std::string name; ///< what stands in the claim `groups`
    std::string friendly_name;
};

/// Who signs in. What the ID token says beside iss, sub, aud, exp, iat and nonce, and what UserInfo says
/// beside sub, is exactly this; Pocket ID leaves `groups` out when the scope was not asked for.
struct ProviderUser
{
    std::string sub = "8d725e2b-b782-4599-9e61-ea690dc7ecc6";
    boost::json::object id_token;
    boost::json::object userinfo;

    /// Alice Example of netbird-admins, everything in both.
    static ProviderUser complete();
};

/// What stands at jwks_uri.
enum class PublishedKeys
{
    usable,
    none,            ///< an empty list
    encryption_only, ///< no key to verify with
    unreachable      ///< the connection is refused
};

struct ProviderSetup
{
    Profile profile = Profile::pocketid_2_9;
    std::vector<ProviderClient> clients; ///< Sandbox::add_provider() registers NetBird when there is none
    ProviderUser user = ProviderUser::complete();
    std::vector<ProviderUser> other_users; ///< who have an account, and do not sign in here
    std::vector<ProviderGroup> groups;     ///< of Pocket ID; a user is in those that his claim `groups` names
    std::vector<ApiKey> api_keys{ApiKey()};
    std::string master_password; ///< Keycloak: of "admin" in the realm master; empty: nobody signs in there
    std::string realm = "netbird-test";        ///< Keycloak's realm, authentik's slug, Entra's tenant
    std::string disabled_realm;                ///< Keycloak: one more realm
    std::optional<SecretPolicy> secret_policy; ///< Keycloak; nothing: the realm has none
    std::vector<std::string> connectors{"local", "mock"}; ///< Dex's ways to log in
    bool knows_groups_scope = true;                       ///< Keycloak: the realm has a client scope "groups"

    // What is wrong with it.

    std::string issuer;               ///< states this one; empty: its own
    boost::json::object document;     ///< replaces these members of its document; null removes one
    std::string moved_to;             ///< redirects every request to this base
    bool answers_html = false;        ///< a login page for whatever is asked, 200: a proxy that wants a login
    unsigned guarded_by = 0;          ///< something in front answers everything with this status; 0: nothing
    std::vector<std::string> also_at; ///< other bases at which it answers, as behind a proxy
    std::string seen_as;              ///< the base that a proxy in front passes on instead of what was asked
    std::string backchannel;          ///< the base of token, keys and UserInfo; empty: the issuer's
    bool signing_key = true;          ///< authentik without one signs with the client's secret, HS256
    PublishedKeys keys = PublishedKeys::usable;
    std::chrono::seconds clock_error{0};    ///< of its Date header and its tokens
    std::chrono::seconds secrets_settle{0}; ///< Entra: a new secret is refused for so long
    std::chrono::milliseconds delay{0};     ///< before each answer
    bool hidden_from_netbird = false;       ///< NetBird's own requests are refused, as from a container
};

} // namespace idpsync::sandbox
