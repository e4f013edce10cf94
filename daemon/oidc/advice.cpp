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
        return client +
               " > Client scopes: attach the missing scope as Default; make it first under Client scopes "
               "when the realm has none of that name";
    return client + ": allow the scopes \"" + std::string(scopes_of(registration.type)) + "\"";
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
               "issuer "
               "does not follow the request";
    if (type == ProviderType::pocketid)
        return "set Pocket ID's APP_URL to the address that users open, and start it again";
    return "tell " + std::string(places.product) +
           " its public address, or let the proxy in front pass Host and X-Forwarded-Proto on; then declare "
           "that "
           "issuer";
}

std::string pkce_advice(ProviderType type, const std::string& client)
{
    if (type == ProviderType::keycloak)
        return client + " > Advanced > Proof Key for Code Exchange Code Challenge Method: choose none";
    if (type == ProviderType::pocketid)
        return client + " > PKCE: off";
    return client + ": do not require PKCE";
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
        return client +
               " > Client scopes > the dedicated one > Add mapper > Group Membership: Token Claim Name "
               "`groups`, Full group path: off, Add to ID token: on";
    if (type == ProviderType::authentik)
        return client + " > Edit > Scopes: a scope mapping for `profile` that returns a list `groups`, in "
                        "place of the "
                        "managed one";
    if (type == ProviderType::pocketid)
        return client + ": the claim comes with the scope `groups`; put the user into a group (User Groups)";
    return client + ": put a claim `groups`, a list of names, into the ID token";
}

} // namespace

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
               " says which issuer to declare; realm, slug and letter case count";
    case Mend::public_address: return public_address_advice(places, type);
    case Mend::client: return client + ": compare its client id with the declared one";
    case Mend::enable_client: return enable_advice(type, client);
    case Mend::secret:
        return client + " > " + std::string(places.secret) +
               ", and put it where client_secret points; first see that this is the client that you mean, "
               "for "
               "another one's id is refused alike";
    case Mend::make_confidential: return confidential_advice(type, client);
    case Mend::redirect_uri: return client + " > " + std::string(places.redirect) + ": add " + uri;
    case Mend::scopes: return scopes_advice(registration, client);
    case Mend::code_flow: return code_flow_advice(type, client);
    case Mend::pkce: return pkce_advice(type, client);
    case Mend::signing_key: return signing_key_advice(type, client);
    case Mend::name_claims: return name_claims_advice(type, client);
    case Mend::groups_claim: return groups_claim_advice(type, client);
    }
    return client;
}

} // namespace idpsync::oidc
