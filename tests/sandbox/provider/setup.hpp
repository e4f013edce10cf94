#pragma once

// An identity provider as a test wants it: which server it is, who may ask it, who signs in, and what is
// wrong with it. Everything may be changed at any time (Provider::setup()).

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
    keycloak,          ///< keycloak-26.7.3 without a hostname setting: the issuer follows the Host header
    keycloak_hostname, ///< the same with one
    dex,               ///< dex-2.45.1
    dex_dev,           ///< dex-2.45.0-330-gab64ed77, with sessions
    oidc_provider,     ///< oidc-provider-9.13.3
    /// Nobody recorded authentik. It has the issuer's form and the signing key's part as documented, and
    /// beyond that only what RFC 6749 and OpenID Connect Core ask of any server.
    authentik_unrecorded
};

std::string_view to_string(Profile profile); ///< "pocketid-2.9", …, "authentik-unrecorded"
std::optional<Profile> parse_profile(std::string_view text);

/// A client that is registered at the provider.
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
    std::string realm = "netbird-test";                   ///< Keycloak's realm, authentik's slug
    std::string disabled_realm;                           ///< Keycloak: one more realm
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
    std::chrono::seconds clock_error{0}; ///< of its Date header and its tokens
    std::chrono::milliseconds delay{0};  ///< before each answer
    bool hidden_from_netbird = false;    ///< NetBird's own requests are refused, as from a container
};

} // namespace idpsync::sandbox
