#include "registrar/lines.hpp"

#include <array>

namespace idpsync::registrar {
namespace {

constexpr std::string_view public_because = "The dashboard and `netbird up` keep no secret.";
constexpr std::string_view devices_because = "For logins of devices without a browser.";

constexpr auto standalone_pocket_id = std::to_array<Line>({
    go("Settings > Administration > OIDC Clients > Add OIDC Client"),
    enter("Name", "NetBird"),
    enter("Client ID", Given::client_id,
          "Only a new client takes an id. One that is there already must have this one."),
    enter("Client Launch URL", Given::launch_url).optional(),
    enter("Callback URLs", Given::redirect_uris),
    enter("Logout Callback URLs", Given::logout_uri),
    choose("Public Client", "on", public_because),
    choose("PKCE", "on"),
    choose("Requires pushed authorization requests", "off", "With it, every login fails.")
        .at("advanced options"),
    go("Save"),
    choose("Allowed User Groups", "the groups that may sign in, or unrestricted",
           "A new client made in the browser admits nobody."),
    copy("Issuer URL", Setting::issuer,
         "It is the address of Pocket ID (its `APP_URL`), without a slash at the end.")
        .at("Show more details"),
    go("Settings > Administration > API Keys > Add API Key, as an administrator"),
    enter("Name", "NetBird"),
    choose("Expires At", "a day as late as you like",
           "From that day on nobody can sign in. `doctor` warns 30 days before. No key can renew itself."),
    copy("API Key", Setting::manager, "It is shown only when it is made."),
});

constexpr auto standalone_authentik = std::to_array<Line>({
    go("Applications > Applications > Create with Provider"),
    enter("Name", "NetBird"),
    enter("Slug", Given::slug, "The slug is part of the issuer."),
    choose("Provider type", "OAuth2/OpenID Provider"),
    choose("Authorization flow", "default-provider-authorization-implicit-consent",
           "The one with explicit consent works, too."),
    choose("Client type", "Public", public_because),
    enter("Client ID", Given::client_id),
    enter("Redirect URIs/Origins", Given::redirect_uris,
          "Choose the type Strict. With an expression, escape the dots."),
    choose("Signing Key", "an RSA key, such as authentik Self-signed Certificate",
           "NetBird reads every key beside a certificate as one of RSA."),
    choose("Access code validity", "minutes=10").at("Advanced protocol settings"),
    choose("Scopes", "openid, email, profile, offline_access, entitlements, authentik API access"),
    choose("Subject mode", "Based on the User's ID",
           "NetBird asks authentik for users by these ids. A later change makes everybody a new user."),
    choose("Grant types", "Authorization Code, Refresh Token, Client Credentials, Device Code",
           "From 2026.5 on. A provider that is made by the API, Terraform or a blueprint has none."),
    choose("Bindings", "the users or groups that may sign in, and the service account NetBird",
           "Where the service account is not admitted, every login ends in 401."),
    copy("OpenID Configuration Issuer", Setting::issuer, "It holds the slug and ends with a slash.")
        .at("the provider's page"),
    go("Directory > Users > Create Service Account"),
    enter("Username", Given::manager_account),
    choose("Create group", "off"),
    choose("Expiring", "off", "Else its app password ends after 360 days, and nobody can sign in then."),
    copy("Password", Setting::manager, "It is an app password of that account."),
    choose("Users", "add that account", "NetBird's guide makes it an administrator; it only reads users.")
        .at("Directory > Groups > authentik Admins"),
    go("Flows and Stages > Flows > Create"),
    enter("Name", "default-device-code-flow", devices_because).optional(),
    choose("Designation", "Stage Configuration").optional(),
    choose("Authentication", "Require authentication").optional(),
    choose("Device code flow", "default-device-code-flow")
        .at("System > Brands > the default brand > Default flows")
        .optional(),
});

constexpr auto standalone_keycloak = std::to_array<Line>({
    go("your realm > Clients > Create client"),
    choose("Client type", "OpenID Connect"),
    enter("Client ID", Given::client_id),
    go("Next"),
    choose("Client authentication", "Off", public_because),
    choose("Authentication flow", "Standard flow, and OAuth 2.0 Device Authorization Grant", devices_because),
    go("Next"),
    enter("Valid redirect URIs", Given::redirect_uris),
    enter("Valid post logout redirect URIs", Given::logout_uri).optional(),
    choose("Web origins", "+"),
    go("Save"),
    go("your realm > Client scopes > Create client scope"),
    enter("Name", "api", "A login asks for this scope."),
    go("Mappers > Configure a new mapper > Audience"),
    enter("Included Client Audience", Given::audience,
          "Without it Keycloak makes access tokens for `account`, and NetBird refuses them."),
    choose("Add to access token", "On"),
    choose("Add client scope", "api, as Default").at("Clients > {client_id} > Client scopes"),
    copy("issuer", Setting::issuer,
         "It ends with the name of the realm, in its letter case, without a slash.")
        .at("your realm > Realm settings > Endpoints > OpenID Endpoint Configuration"),
    go("your realm > Clients > Create client, for NetBird's manager of users"),
    enter("Client ID", Given::manager_account),
    choose("Client authentication", "On"),
    choose("Authentication flow", "Service accounts roles alone"),
    copy("Client Secret", Setting::manager).at("Credentials"),
    choose("Assign role", "view-users of realm-management").at("Service account roles"),
});

constexpr auto standalone_generic = std::to_array<Line>({
    go("where the provider has its clients or applications"),
    enter("client id", Given::client_id),
    choose("kind of client", "public, with PKCE", public_because),
    enter("redirect URIs", Given::redirect_uris),
    enter("logout redirect URIs", Given::logout_uri).optional(),
    choose("signature of tokens", "RS256 or ES256", "NetBird takes RSA and EC keys, and no EdDSA."),
    copy("issuer", Setting::issuer),
    know("Tokens must be made for the audience that is declared, and hold `sub`; names and emails are empty "
         "where the token has none."),
});

} // namespace

std::span<const Line> standalone_lines(ProviderType type)
{
    switch (type)
    {
    case ProviderType::pocketid: return standalone_pocket_id;
    case ProviderType::authentik: return standalone_authentik;
    case ProviderType::keycloak: return standalone_keycloak;
    default: return standalone_generic;
    }
}

} // namespace idpsync::registrar
