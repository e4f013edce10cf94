#include "registrar/authentik_codec.hpp"
#include "registrar/lines.hpp"

#include <array>

namespace idpsync::registrar {
namespace {

constexpr auto pocket_id_steps = std::to_array<Line>({
    go("Settings > Administration > OIDC Clients > Add OIDC Client"),
    enter("Name", "NetBird"),
    enter("Client ID", Given::client_id,
          "Only a new client takes an id. One that is there already must have this one.")
        .of(Client::declared),
    enter("Callback URLs", Given::redirect_uri, "From version 2.10 on, an empty list refuses every login."),
    enter("Logout Callback URLs", Given::logout_uri).optional(),
    choose("Public Client", "off", "NetBird authenticates with a secret."),
    demand_of_pkce("PKCE"),
    choose("Requires pushed authorization requests", "off", "With it, every login fails.")
        .at("advanced options"),
    go("Save"),
    copy("Client ID", Setting::client_id).of(Client::undeclared),
    copy("Client secret", Setting::client_secret, "It is shown only when it is made."),
    choose("Allowed User Groups", "the groups that may sign in, or unrestricted",
           "A new client made in the browser admits nobody."),
    copy("Issuer URL", Setting::issuer,
         "It is the address of Pocket ID (its `APP_URL`), without a slash at the end.")
        .at("Show more details"),
    know("Each user needs an email address at Pocket ID. Without one, the login at NetBird fails."),
});

constexpr auto pocket_id_groups = std::to_array<Line>({
    know("NetBird asks Pocket ID for the scope `groups`, so the names of a user's groups arrive without a "
         "further setting. They are those in the field Name of a group, not the friendly names."),
});

constexpr auto authentik_steps = std::to_array<Line>({
    go("Applications > Applications > Create with Provider"),
    enter("Name", "NetBird"),
    enter("Slug", Given::slug, "The slug is part of the issuer."),
    choose("Provider type", "OAuth2/OpenID Provider"),
    choose("Authorization flow", "default-provider-authorization-implicit-consent",
           "The one with explicit consent works, too."),
    choose("Client type", "Confidential", "NetBird authenticates with a secret."),
    enter("Client ID", Given::client_id).of(Client::declared),
    copy("Client ID", Setting::client_id).of(Client::undeclared),
    copy("Client Secret", Setting::client_secret),
    enter("Redirect URIs/Origins", Given::redirect_uri,
          "Choose the type Strict. With an empty list, authentik saves the first address that is used."),
    choose("Signing Key", "an RSA key, such as authentik Self-signed Certificate",
           "Without a key, tokens are signed with HS256, and every login at NetBird fails."),
    choose("Encryption Key", "empty", "NetBird cannot read encrypted tokens."),
    choose("Scopes", "openid, email, profile").at("Advanced protocol settings"),
    choose("Include claims in id_token", "on"),
    choose("Issuer mode", "each provider has a different issuer"),
    choose("Grant types", "Authorization Code, Refresh Token",
           "From 2026.5 on. The browser preselects them. A provider that is made by the API, Terraform or a "
           "blueprint has none unless they are named, and every login then ends with `invalid_request`."),
    choose("Bindings", "the users or groups that may sign in", "Without a binding, everybody may."),
    copy("OpenID Configuration Issuer", Setting::issuer, "It holds the slug and ends with a slash.")
        .at("the provider's page"),
    know("Do not change Subject mode later: every user would be a new one in NetBird."),
});

constexpr auto authentik_groups = std::to_array<Line>({
    know("authentik sends the names of a user's groups in the claim `groups` with the scope `profile`. The "
         "steps below are only for entitlements in their place; `registration.groups` takes them by itself."),
    go("Customization > Property Mappings > Create > Scope Mapping"),
    enter("Name", entitlements_name),
    enter("Scope name", "profile", "NetBird asks for openid, profile and email only."),
    enter("Expression", entitlements_expression,
          "NetBird's login service passes groups on under the name `groups` alone."),
    choose("Scopes", "this mapping in place of authentik's own for profile",
           "With both, the two lists are joined.")
        .at("the provider > Advanced protocol settings"),
});

constexpr auto keycloak_steps = std::to_array<Line>({
    go("your realm > Clients > Create client"),
    choose("Client type", "OpenID Connect"),
    enter("Client ID", Given::client_id),
    go("Next"),
    choose("Client authentication", "On", "NetBird authenticates with a secret."),
    choose("Authentication flow", "Standard flow alone"),
    go("Next"),
    enter("Valid redirect URIs", Given::redirect_uri),
    enter("Valid post logout redirect URIs", Given::logout_uri).optional(),
    choose("Web origins", "empty"),
    go("Save"),
    choose("Client Authenticator", "Client Id and Secret", "With Signed Jwt, the right secret is refused.")
        .at("Credentials"),
    copy("Client Secret", Setting::client_secret),
    demand_of_pkce("Require PKCE").at("Advanced"),
    copy("issuer", Setting::issuer,
         "It ends with the name of the realm, in its letter case, without a slash. Old installations have "
         "`/auth` in front of `/realms`.")
        .at("your realm > Realm settings > Endpoints > OpenID Endpoint Configuration"),
    know("Each user needs a name and an email address: Users > the user > Details."),
});

constexpr auto keycloak_groups = std::to_array<Line>({
    know("Keycloak sends no groups until a mapper does. NetBird does not ask it for the scope `groups`, so "
         "the mapper belongs to the client itself, or to a client scope that is assigned as Default."),
    go("Clients > {client_id} > Client scopes > {client_id}-dedicated > Add mapper > By configuration > "
       "Group Membership"),
    enter("Name", "groups"),
    enter("Token Claim Name", "groups"),
    choose("Full group path", "Off",
           "Otherwise names arrive as `/netbird-users`, and `allowed_groups` must hold them so."),
    choose("Add to ID token", "On"),
});

constexpr auto zitadel_steps = std::to_array<Line>({
    go("Projects > your project > Applications > New"),
    enter("Name", "NetBird"),
    choose("Type", "Web"),
    go("Continue"),
    choose("Authentication method", "Code", "With PKCE, the client has no secret."),
    enter("Redirect URIs", Given::redirect_uri, "Plain http needs the development mode."),
    enter("Post Logout URIs", Given::logout_uri).optional(),
    go("Create"),
    copy("Client ID", Setting::client_id, "It consists of digits: write it in quotes."),
    copy("Client Secret", Setting::client_secret, "It is shown only when it is made."),
    choose("User Info inside ID Token", "on").at("Token Settings"),
    copy("Issuer", Setting::issuer, "It is the address of the instance, without a slash at the end.")
        .at("URLs"),
});

constexpr auto zitadel_groups = std::to_array<Line>({
    know("ZITADEL has roles of a project and no claim `groups`. An action must put them there: one that adds "
         "a claim `groups`, a list of texts, to the ID token."),
});

} // namespace

Lines pocket_id_lines()
{
    return {"Pocket ID", "docs/providers/pocket-id.md", pocket_id_steps, pocket_id_groups};
}

Lines authentik_lines()
{
    return {"authentik", "docs/providers/authentik.md", authentik_steps, authentik_groups};
}

Lines keycloak_lines()
{
    return {"Keycloak", "docs/providers/keycloak.md", keycloak_steps, keycloak_groups};
}

Lines zitadel_lines()
{
    return {"ZITADEL", "docs/providers/zitadel.md", zitadel_steps, zitadel_groups};
}

} // namespace idpsync::registrar
