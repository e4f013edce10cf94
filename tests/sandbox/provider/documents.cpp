// The discovery documents as they were recorded, with $I for the issuer, $E for the base of what a browser
// opens, $B for the base of what a server calls, and $R for Keycloak's realm.

#include "sandbox/provider/documents.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view oidc_provider = R"(
{"authorization_endpoint": "$E/auth", "claims_parameter_supported": false, "claims_supported": ["sub",
"name", "preferred_username", "email", "email_verified", "groups", "sid", "auth_time", "iss"],
"code_challenge_methods_supported": ["S256"], "end_session_endpoint": "$E/session/end",
"grant_types_supported": ["implicit", "authorization_code", "refresh_token", "client_credentials"],
"issuer": "$I", "jwks_uri": "$E/jwks", "authorization_response_iss_parameter_supported": true,
"response_modes_supported": ["form_post", "fragment", "query"], "response_types_supported":
["code id_token", "code", "id_token", "none"], "scopes_supported": ["openid", "offline_access",
"profile", "email", "groups"], "subject_types_supported": ["public"],
"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_jwt",
"client_secret_post", "private_key_jwt", "none"], "token_endpoint_auth_signing_alg_values_supported":
["HS256", "RS256", "PS256", "ES256", "Ed25519", "EdDSA"], "token_endpoint": "$E/token",
"id_token_signing_alg_values_supported": ["RS256"], "pushed_authorization_request_endpoint":
"$E/request", "request_uri_parameter_supported": false, "userinfo_endpoint": "$E/me",
"dpop_signing_alg_values_supported": ["ES256", "Ed25519", "EdDSA"], "claim_types_supported": ["normal"]}
)";

constexpr std::string_view keycloak = R"(
{"issuer": "$I", "authorization_endpoint": "$E/realms/$R/protocol/openid-connect/auth",
"token_endpoint": "$E/realms/$R/protocol/openid-connect/token", "introspection_endpoint":
"$E/realms/$R/protocol/openid-connect/token/introspect", "userinfo_endpoint":
"$E/realms/$R/protocol/openid-connect/userinfo", "end_session_endpoint":
"$E/realms/$R/protocol/openid-connect/logout", "frontchannel_logout_session_supported": true,
"frontchannel_logout_supported": true, "jwks_uri": "$E/realms/$R/protocol/openid-connect/certs",
"check_session_iframe": "$E/realms/$R/protocol/openid-connect/login-status-iframe.html",
"grant_types_supported": ["authorization_code", "client_credentials", "implicit", "password",
"refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
"urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:token-exchange",
"urn:ietf:params:oauth:grant-type:uma-ticket", "urn:openid:params:grant-type:ciba"],
"acr_values_supported": ["0", "1"], "response_types_supported": ["code", "none", "id_token", "token",
"id_token token", "code id_token", "code token", "code id_token token"], "subject_types_supported":
["public", "pairwise"], "prompt_values_supported": ["none", "login", "consent"],
"id_token_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256",
"RS256", "HS384", "ES512", "PS256", "PS512", "RS512"], "id_token_encryption_alg_values_supported":
["ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW", "RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES"],
"id_token_encryption_enc_values_supported": ["A256GCM", "A192GCM", "A128GCM", "A128CBC-HS256",
"A192CBC-HS384", "A256CBC-HS512"], "userinfo_signing_alg_values_supported": ["PS384", "RS384", "EdDSA",
"ES384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512", "none"],
"userinfo_encryption_alg_values_supported": ["ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW",
"RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES"], "userinfo_encryption_enc_values_supported":
["A256GCM", "A192GCM", "A128GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"],
"request_object_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512",
"ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512", "none"],
"request_object_encryption_alg_values_supported": ["ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW",
"RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES"], "request_object_encryption_enc_values_supported":
["A256GCM", "A192GCM", "A128GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"],
"response_modes_supported": ["query", "fragment", "form_post", "query.jwt", "fragment.jwt",
"form_post.jwt", "jwt"], "registration_endpoint": "$E/realms/$R/clients-registrations/openid-connect",
"token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic",
"client_secret_post", "tls_client_auth", "client_secret_jwt"],
"token_endpoint_auth_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "HS256",
"HS512", "ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512"],
"introspection_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic",
"client_secret_post", "tls_client_auth", "client_secret_jwt"],
"introspection_endpoint_auth_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384",
"HS256", "HS512", "ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512"],
"authorization_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512",
"ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512"],
"authorization_encryption_alg_values_supported": ["ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW",
"RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES"], "authorization_encryption_enc_values_supported":
["A256GCM", "A192GCM", "A128GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"],
"claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "name", "given_name",
"family_name", "preferred_username", "email", "acr", "azp", "nonce"], "claim_types_supported":
["normal"], "claims_parameter_supported": true, "scopes_supported": ["openid", "acr", "basic",
"organization", "microprofile-jwt", "offline_access", "phone", "web-origins", "address",
"service_account", "profile", "roles", "email"], "request_parameter_supported": true,
"request_uri_parameter_supported": true, "require_request_uri_registration": true,
"code_challenge_methods_supported": ["plain", "S256"], "tls_client_certificate_bound_access_tokens":
true, "dpop_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "ES256", "RS256",
"ES512", "PS256", "PS512", "RS512"], "revocation_endpoint":
"$E/realms/$R/protocol/openid-connect/revoke", "revocation_endpoint_auth_methods_supported":
["private_key_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth",
"client_secret_jwt"], "revocation_endpoint_auth_signing_alg_values_supported": ["PS384", "RS384",
"EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512"],
"backchannel_logout_supported": true, "backchannel_logout_session_supported": true,
"device_authorization_endpoint": "$E/realms/$R/protocol/openid-connect/auth/device",
"backchannel_token_delivery_modes_supported": ["poll", "ping"], "backchannel_authentication_endpoint":
"$E/realms/$R/protocol/openid-connect/ext/ciba/auth",
"backchannel_authentication_request_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384",
"ES256", "RS256", "ES512", "PS256", "PS512", "RS512"], "require_pushed_authorization_requests": false,
"pushed_authorization_request_endpoint": "$E/realms/$R/protocol/openid-connect/ext/par/request",
"mtls_endpoint_aliases": {"token_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/protocol/openid-connect/token", "revocation_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/protocol/openid-connect/revoke", "introspection_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/protocol/openid-connect/token/introspect",
"device_authorization_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/protocol/openid-connect/auth/device",
"registration_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/clients-registrations/openid-connect", "userinfo_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/protocol/openid-connect/userinfo",
"pushed_authorization_request_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/protocol/openid-connect/ext/par/request",
"backchannel_authentication_endpoint":
"http://127.0.0.1:18080/realms/netbird-test/protocol/openid-connect/ext/ciba/auth"},
"authorization_response_iss_parameter_supported": true}
)";

constexpr std::string_view pocketid_2_9 = R"(
{"authorization_endpoint": "$E/authorize", "authorization_response_iss_parameter_supported": true,
"claims_supported": ["sub", "given_name", "family_name", "name", "email", "email_verified",
"preferred_username", "picture", "groups"], "code_challenge_methods_supported": ["plain", "S256"],
"device_authorization_endpoint": "$E/api/oidc/device/authorize", "end_session_endpoint":
"$E/api/oidc/end-session", "grant_types_supported": ["authorization_code", "refresh_token",
"urn:ietf:params:oauth:grant-type:device_code", "client_credentials"],
"id_token_signing_alg_values_supported": ["RS256"], "introspection_endpoint": "$B/api/oidc/introspect",
"issuer": "$I", "jwks_uri": "$B/.well-known/jwks.json", "prompt_values_supported": ["none", "login",
"consent", "select_account"], "pushed_authorization_request_endpoint": "$B/api/oidc/par",
"require_pushed_authorization_requests": false, "response_types_supported": ["code", "id_token"],
"scopes_supported": ["openid", "profile", "email", "groups"], "subject_types_supported": ["public"],
"token_endpoint": "$B/api/oidc/token", "token_endpoint_auth_methods_supported": ["client_secret_basic",
"client_secret_post", "private_key_jwt", "none"], "userinfo_endpoint": "$B/api/oidc/userinfo"}
)";

constexpr std::string_view pocketid_2_10 = R"(
{"authorization_endpoint": "$E/authorize", "authorization_response_iss_parameter_supported": true,
"claims_supported": ["sub", "given_name", "family_name", "name", "display_name", "email",
"email_verified", "preferred_username", "picture", "groups", "auth_time", "amr"],
"code_challenge_methods_supported": ["plain", "S256"], "device_authorization_endpoint":
"$E/api/oidc/device/authorize", "end_session_endpoint": "$E/api/oidc/end-session",
"grant_types_supported": ["authorization_code", "refresh_token",
"urn:ietf:params:oauth:grant-type:device_code", "client_credentials"],
"id_token_signing_alg_values_supported": ["RS256"], "introspection_endpoint": "$B/api/oidc/introspect",
"issuer": "$I", "jwks_uri": "$B/.well-known/jwks.json", "prompt_values_supported": ["none", "login",
"consent", "select_account"], "pushed_authorization_request_endpoint": "$B/api/oidc/par",
"require_pushed_authorization_requests": false, "response_types_supported": ["code", "id_token"],
"scopes_supported": ["openid", "profile", "email", "groups", "offline_access"],
"subject_types_supported": ["public"], "token_endpoint": "$B/api/oidc/token",
"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
"userinfo_endpoint": "$B/api/oidc/userinfo"}
)";

constexpr std::string_view dex = R"(
{"issuer": "$I", "authorization_endpoint": "$E/auth", "token_endpoint": "$E/token", "jwks_uri":
"$E/keys", "userinfo_endpoint": "$E/userinfo", "device_authorization_endpoint": "$E/device/code",
"introspection_endpoint": "$E/token/introspect", "grant_types_supported": ["authorization_code",
"refresh_token"], "response_types_supported": ["code"], "subject_types_supported": ["public"],
"id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256",
"plain"], "scopes_supported": ["openid", "email", "groups", "profile", "offline_access"],
"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
"claims_supported": ["iss", "sub", "aud", "iat", "exp", "email", "email_verified", "locale", "name",
"preferred_username", "at_hash"]}
)";

constexpr std::string_view dex_dev = R"(
{"issuer": "$I", "authorization_endpoint": "$E/auth", "token_endpoint": "$E/token", "jwks_uri":
"$E/keys", "userinfo_endpoint": "$E/userinfo", "device_authorization_endpoint": "$E/device/code",
"introspection_endpoint": "$E/token/introspect", "end_session_endpoint": "$E/logout",
"backchannel_logout_supported": true, "backchannel_logout_session_supported": true,
"grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
"response_types_supported": ["code"], "subject_types_supported": ["public"],
"id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256",
"plain"], "scopes_supported": ["openid", "email", "groups", "profile", "offline_access"],
"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
"claims_supported": ["iss", "sub", "aud", "iat", "exp", "email", "email_verified", "locale", "name",
"preferred_username", "at_hash", "groups", "federated_claims", "sid"]}
)";

constexpr std::string_view authentik = R"(
{"issuer": "$I", "authorization_endpoint": "$Eauthorize/", "token_endpoint": "$Etoken/",
"userinfo_endpoint": "$Euserinfo/", "end_session_endpoint": "$Eend-session/", "jwks_uri": "$Ejwks/",
"response_types_supported": ["code"], "grant_types_supported": ["authorization_code"],
"subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
"scopes_supported": ["openid", "profile", "email"], "claims_supported": ["sub", "iss", "aud", "exp",
"iat"]}
)";

constexpr std::string_view entra = R"(
{"issuer": "$I", "authorization_endpoint": "$E/oauth2/v2.0/authorize", "token_endpoint":
"$E/oauth2/v2.0/token", "userinfo_endpoint": "$E/userinfo", "jwks_uri": "$E/discovery/v2.0/keys",
"response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
"id_token_signing_alg_values_supported": ["RS256"], "token_endpoint_auth_methods_supported":
["client_secret_post", "client_secret_basic"], "scopes_supported": ["openid", "profile", "email",
"offline_access"], "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce",
"preferred_username", "name", "email"]}
)";

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string_view template_of(Profile profile)
{
    switch (profile)
    {
    case Profile::pocketid_2_9: return pocketid_2_9;
    case Profile::pocketid_2_10:
    case Profile::pocketid_2_12:
    case Profile::pocketid_2_13:
    case Profile::pocketid_2_14: return pocketid_2_10;
    case Profile::keycloak:
    case Profile::keycloak_hostname: return keycloak;
    case Profile::dex: return dex;
    case Profile::dex_dev: return dex_dev;
    case Profile::oidc_provider: return oidc_provider;
    case Profile::authentik_unrecorded:
    case Profile::authentik_2026_5_unrecorded: return authentik;
    case Profile::entra_unrecorded: return entra;
    }
    return {};
}

} // namespace

json::object discovery_document(const ProviderSetup& setup, const DocumentBases& bases)
{
    std::string text(template_of(setup.profile));
    replace_all(text, "$I", bases.issuer);
    replace_all(text, "$E", bases.front);
    replace_all(text, "$B", bases.back);
    replace_all(text, "$R", bases.realm);
    auto document = json::parse(text).as_object();
    const auto is_keycloak =
        setup.profile == Profile::keycloak || setup.profile == Profile::keycloak_hostname;
    if (is_keycloak && setup.knows_groups_scope)
        document["scopes_supported"].as_array().emplace_back("groups");
    if (!setup.signing_key)
        document["id_token_signing_alg_values_supported"] = json::array{"HS256"};
    for (const auto& [name, value] : setup.document)
        if (value.is_null())
            document.erase(name);
        else
            document[name] = value;
    return document;
}

} // namespace idpsync::sandbox
