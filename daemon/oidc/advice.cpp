#include "oidc/advice.hpp"

#include "core/text.hpp"

namespace idpsync::oidc {
namespace {

/// What one type of provider calls things. `{client}`, `{uri}` and `{realm}` are filled in.
struct Places
{
    std::string_view product;
    std::string_view client;   ///< the page of one client
    std::string_view redirect; ///< where redirect URIs are listed
    std::string_view secret;   ///< how a new secret is made
    std::string_view issuer;   ///< where the issuer is to be read
};

Places places_of(ProviderType type)
{
    switch (type)
    {
    case ProviderType::pocketid:
        return {"Pocket ID", "OIDC Clients > {client}", "Callback URLs", "Client Secret > create a new one",
                "OIDC Clients > {client} > Show more details > Issuer URL"};
    case ProviderType::authentik:
        return {"authentik", "Applications > Providers > the one with client id {client}",
                "Redirect URIs/Origins", "Edit > Client Secret",
                "the provider's page > OpenID Configuration Issuer"};
    case ProviderType::keycloak:
        return {"Keycloak", "the realm > Clients > {client}", "Settings > Valid redirect URIs",
                "Credentials > Client Secret",
                "the realm > Realm settings > Endpoints > OpenID Endpoint Configuration"};
    case ProviderType::zitadel:
        return {"Zitadel", "the project > Applications > the one with client id {client}",
                "Redirect Settings > Redirect URIs", "Actions > Regenerate Client Secret",
                "the application > URLs > Issuer"};
    case ProviderType::okta:
        return {"Okta", "Applications > Applications > the one with client id {client}",
                "General > Sign-in redirect URIs", "General > Client Credentials > Generate new secret",
                "the application > Sign On > OpenID Connect ID Token > Issuer (not Dynamic)"};
    case ProviderType::entra:
    case ProviderType::microsoft:
        return {"Entra ID", "App registrations > the one with client id {client}",
                "Authentication > Web > Redirect URIs",
                "Certificates & secrets > New client secret (its value, not its id)",
                "Overview > Endpoints > OpenID Connect metadata document"};
    case ProviderType::google:
        return {"Google Cloud", "APIs & Services > Credentials > OAuth client {client}",
                "Authorized redirect URIs", "Client secrets > Add secret", "none: Google's is built in"};
    case ProviderType::adfs:
        return {"AD FS", "Application Groups > the group > server application {client}", "Redirect URI",
                "Credentials > Generate a shared secret",
                "Get-AdfsEndpoint, /.well-known/openid-configuration"};
    case ProviderType::oidc: break;
    }
    return {"the provider", "the client {client}", "its redirect URIs", "make a new secret",
            "the page of the client's settings"};
}

std::string filled(std::string text, std::string_view slot, const std::string& value)
{
    const auto at = text.find(slot);
    return at == std::string::npos ? text : text.replace(at, slot.size(), value);
}

std::string scopes_advice(const Registration& registration, const std::string& client)
{
    if (registration.type == ProviderType::keycloak)
        return client + " > Client scopes: attach the missing scope as Default; if the realm has no scope of "
                        "that name, first create it under Client scopes";
    return client + ": allow the scopes \"" + std::string(scopes_of(registration)) + "\"";
}

std::string signing_key_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::authentik)
        return client +
               " > Edit > Advanced protocol settings > Signing Key: choose one; without it tokens are "
               "signed with the client secret (HS256), which NetBird cannot check";
    return client + ": sign ID tokens with a key (RS256), not with the client secret";
}

std::string public_address_advice(const Places& places, ProviderType type)
{
    if (type == ProviderType::keycloak)
        return "start Keycloak with hostname=https://… (KC_HOSTNAME) and proxy-headers set, so that its "
               "issuer is the same for every request";
    if (type == ProviderType::pocketid)
        return "set Pocket ID's APP_URL to the address that users open, and restart Pocket ID";
    return "set the public address of " + std::string(places.product) +
           ", or let the proxy in front of it pass on Host and X-Forwarded-Proto; then declare the issuer "
           "that it states";
}

std::string pkce_advice(ProviderType type, const std::string& client)
{
    const std::string or_update =
        "; or update NetBird: newer versions send the PKCE challenge (v0.77.1 does)";
    if (type == ProviderType::keycloak)
        return client + " > Settings > Capability config > Require PKCE: off" + or_update;
    if (type == ProviderType::pocketid)
        return client + " > PKCE: off" + or_update;
    return client + ": do not require PKCE" + or_update;
}

std::string pushed_requests_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::pocketid)
        return client + " > Require Pushed Authorization Requests: off; NetBird does not send them";
    return client + ": do not require pushed authorization requests (PAR); NetBird does not send them";
}

/// What may hinder a login that nothing else explains.
std::string sign_in_request_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::authentik)
        return client +
               " > Edit > Grant types: select Authorization Code and Refresh Token (authentik 2026.5 and "
               "later; a provider made by API, Terraform or blueprint has none)";
    return client +
           ": search the provider's log for this error, and check what the client requires of a login";
}

std::string admission_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::pocketid)
        return client + " > Allowed User Groups: add a group of the user, or make the client unrestricted; a "
                        "new client admits nobody";
    if (type == ProviderType::authentik)
        return "In authentik: Applications > the application > Policy / Group / User Bindings: admit the "
               "user";
    if (type == ProviderType::entra || type == ProviderType::microsoft)
        return "In Entra ID: Enterprise applications > the application > Users and groups: add the user";
    if (type == ProviderType::okta)
        return client + " > Assignments: assign the user or one of their groups";
    return client + ": allow the user to use this client";
}

std::string way_in_advice(ProviderType type)
{
    if (type == ProviderType::zitadel)
        return "open Zitadel under its external domain (ExternalDomain, ExternalPort, ExternalSecure in its "
               "configuration), and let the proxy in front pass that Host header on";
    return "let /.well-known/openid-configuration and the endpoints in it through without a sign-in or a "
           "check for browsers (bot protection, forward authentication, Basic authentication), for this "
           "host and for NetBird's";
}

std::string enable_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::keycloak)
        return client + " > Enabled: on";
    return client + ": enable it";
}

std::string code_flow_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::keycloak)
        return client + " > Settings > Capability config > Standard flow: on";
    return client + ": allow the grant type authorization_code";
}

std::string confidential_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::keycloak)
        return client + " > Settings > Capability config > Client authentication: on";
    if (type == ProviderType::pocketid)
        return client + " > Public Client: off";
    if (type == ProviderType::authentik)
        return client + " > Edit > Client type: Confidential";
    return client + ": make it a confidential client, which has a secret";
}

std::string name_claims_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::keycloak)
        return client + " > Client scopes: attach profile and email as Default, their mappers with Add to ID "
                        "token: on";
    return client + ": put `name` and `email` into the ID token; NetBird asks UserInfo for zitadel only";
}

std::string groups_claim_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::keycloak)
        return client + " > Client scopes > the dedicated one: a mapper Group Membership with Token Claim "
                        "Name `groups`, Full group path: off, Add to ID token: on; if this mapper exists, "
                        "put the user into a group (Users > the user > Groups)";
    if (type == ProviderType::entra || type == ProviderType::microsoft)
        return client +
               " > Token configuration > Add groups claim > Groups assigned to the application; with all "
               "groups, Entra leaves the claim out for a user in more than 200";
    if (type == ProviderType::authentik)
        return client + " > Edit > Scopes: select a scope mapping for `profile` that returns a list "
                        "`groups`, instead of the managed one";
    if (type == ProviderType::pocketid)
        return client + ": the claim comes with the scope `groups`; put the user into a group (User Groups)";
    return client + ": put a claim `groups`, a list of names, into the ID token";
}

} // namespace

std::string_view product_of(ProviderType type)
{
    return places_of(type).product;
}

std::string how_to(Mend what, const Registration& registration)
{
    const auto places = places_of(registration.type);
    const auto client_id = quoted(registration.client_id);
    const auto uri = registration.redirect_uri.empty() ? std::string("NetBird's redirect URI")
                                                       : escaped(registration.redirect_uri);
    const bool named = registration.type != ProviderType::oidc;
    const auto prefix = named ? "In " + std::string(places.product) + ": " : std::string("At the provider: ");
    auto client = prefix + filled(std::string(places.client), "{client}", client_id);
    const auto type = registration.type;
    switch (what)
    {
    case Mend::issuer:
        return prefix + filled(std::string(places.issuer), "{client}", client_id) +
               " shows the issuer to declare; realm, slug and letter case must match";
    case Mend::issuer_mode:
        return client + " > Edit > Advanced protocol settings > Issuer mode: Each provider has a different "
                        "issuer, based on the application slug";
    case Mend::public_address: return public_address_advice(places, type);
    case Mend::client: return client + ": compare its client id with the declared one";
    case Mend::enable_client: return enable_advice(type, client);
    case Mend::secret:
        return client + " > " + std::string(places.secret) +
               ", and put it where client_secret points; first check the client id: with a wrong client id "
               "the provider gives the same error" +
               (type == ProviderType::keycloak
                    ? "; Credentials > Client Authenticator must be Client Id and Secret"
                    : "");
    case Mend::client_authenticator:
        return type == ProviderType::keycloak
                   ? client + " > Credentials > Client Authenticator: Client Id and Secret"
                   : client + ": let it authenticate with its secret (client_secret_basic or "
                              "client_secret_post)";
    case Mend::make_confidential: return confidential_advice(type, client);
    case Mend::redirect_uri: return client + " > " + std::string(places.redirect) + ": add " + uri;
    case Mend::scopes: return scopes_advice(registration, client);
    case Mend::code_flow: return code_flow_advice(type, client);
    case Mend::pkce: return pkce_advice(type, client);
    case Mend::pushed_requests: return pushed_requests_advice(type, client);
    case Mend::sign_in_request: return sign_in_request_advice(type, client);
    case Mend::admission: return admission_advice(type, client);
    case Mend::way_in: return way_in_advice(type);
    case Mend::signing_key: return signing_key_advice(type, client);
    case Mend::name_claims: return name_claims_advice(type, client);
    case Mend::groups_claim: return groups_claim_advice(type, client);
    }
    return client;
}

} // namespace idpsync::oidc
