#include "registrar/lines.hpp"

#include <array>

namespace idpsync::registrar {
namespace {

constexpr auto entra_client = go("App registrations > New registration");
constexpr auto entra_redirect = enter("Redirect URI", Given::redirect_uri, "Choose the platform Web.");
constexpr auto entra_client_id = copy("Application (client) ID", Setting::client_id).at("Overview");
constexpr auto entra_secret =
    copy("Value", Setting::client_secret,
         "It is shown only when it is made. The Secret ID is not the secret. Every secret of Entra expires: "
         "write the day into `client_secret_expires`.")
        .at("Certificates & secrets > Client secrets > New client secret");
constexpr auto entra_admission =
    choose("Users and groups", "who may sign in").at("Enterprise applications > the application");

constexpr auto entra_steps = std::to_array<Line>({
    entra_client,
    enter("Name", "NetBird"),
    choose("Supported account types", "this organizational directory only"),
    entra_redirect,
    go("Register"),
    entra_client_id,
    copy("Directory (tenant) ID", Setting::issuer,
         "The issuer is `https://login.microsoftonline.com/TENANT-ID/v2.0`, with this id and without a slash "
         "at the end. `common` and `organizations` are no issuers."),
    entra_secret,
    entra_admission,
    know("NetBird takes the name from `name` and the address from `preferred_username`. Entra sends both by "
         "itself."),
    know("With `registration`, the daemon keeps the redirect URI and the groups claim. It also sees when the "
         "secret expires, or makes each secret itself."),
});

constexpr auto entra_groups = std::to_array<Line>({
    go("Token configuration > Add groups claim"),
    choose("Groups", "Groups assigned to the application",
           "A user of more than 200 groups arrives without any: assigning groups to the application keeps "
           "the number small."),
    choose("ID", "Group ID",
           "Names are not sent for groups that exist only in Entra: NetBird's groups then have ids as names. "
           "Write the ids into `allowed_groups`."),
});

constexpr auto microsoft_steps = std::to_array<Line>({
    entra_client,
    enter("Name", "NetBird"),
    choose("Supported account types", "accounts of any tenant and personal ones"),
    entra_redirect,
    go("Register"),
    entra_client_id,
    entra_secret,
    entra_admission,
    know("Leave `issuer` out: Microsoft's is built in. Client id and secret of this type can be checked only "
         "by a login."),
});

constexpr auto google_steps = std::to_array<Line>({
    choose("Audience", "Internal", "It admits the accounts of your organization alone.")
        .at("APIs & Services > OAuth consent screen"),
    go("Clients > Create client"),
    choose("Application type", "Web application"),
    enter("Name", "NetBird"),
    enter("Authorized redirect URIs", Given::redirect_uri,
          "Google takes no plain http except for localhost, and no host that is an IP address."),
    go("Create"),
    copy("Client ID", Setting::client_id),
    copy("Client secret", Setting::client_secret, "Google may hide the secret later."),
    know("Leave `issuer` out: Google's is built in."),
});

constexpr auto google_groups = std::to_array<Line>({
    know("Google sends no groups. Do not set `allowed_groups` when users come from Google alone: nobody "
         "would get in."),
});

constexpr auto okta_steps = std::to_array<Line>({
    go("Applications > Applications > Create App Integration"),
    choose("Sign-in method", "OIDC - OpenID Connect"),
    choose("Application type", "Web Application"),
    go("Next"),
    enter("App integration name", "NetBird"),
    choose("Grant type", "Authorization Code, Refresh Token"),
    enter("Sign-in redirect URIs", Given::redirect_uri),
    enter("Sign-out redirect URIs", Given::logout_uri).optional(),
    choose("Assignments", "who may sign in"),
    go("Save"),
    choose("Client authentication", "Client secret").at("General"),
    copy("Client ID", Setting::client_id),
    copy("Client secret", Setting::client_secret),
    choose("Issuer", "Okta URL", "With Dynamic, the issuer follows the address that a request was sent to.")
        .at("Sign On > OpenID Connect ID Token > Edit"),
    copy("Issuer", Setting::issuer,
         "It is the address of your organization: without `-admin`, without a slash at the end."),
});

constexpr auto okta_groups = std::to_array<Line>({
    choose("Group claims filter", "groups, Matches regex, .*",
           "NetBird asks Okta for the scope `groups`. A narrower expression works, too.")
        .at("Sign On > OpenID Connect ID Token"),
});

constexpr auto adfs_steps = std::to_array<Line>({
    go("Application Groups > Add Application Group"),
    choose("Template", "Server application accessing a web API"),
    enter("Name", "NetBird"),
    copy("Client Identifier", Setting::client_id).at("Server application"),
    enter("Redirect URI", Given::redirect_uri, "Confirm it with Add."),
    copy("Generate a shared secret", Setting::client_secret, "It is shown only when it is made.")
        .at("Configure Application Credentials"),
    choose("Identifier", "the Client Identifier from above").at("Configure Web API"),
    choose("Access Control Policy", "who may sign in"),
    choose("Scopes", "openid, profile, email, allatclaims",
           "NetBird asks for `allatclaims`: with it, AD FS puts the claims below into the ID token.")
        .at("Configure Application Permissions"),
    choose("E-Mail-Addresses", "email", "The ID token must hold it.")
        .at("the Web API of the group > Issuance Transform Rules > Add Rule > Send LDAP Attributes as "
            "Claims"),
    choose("Display-Name", "name", "The ID token must hold it."),
    copy("issuer", Setting::issuer, "It is the address of AD FS with `/adfs`, without a slash at the end.")
        .at("the discovery document of AD FS"),
});

constexpr auto adfs_groups = std::to_array<Line>({
    choose("Token-Groups - Unqualified Names", "groups", "As one more rule.")
        .at("the Web API of the group > Issuance Transform Rules > Add Rule > Send LDAP Attributes as "
            "Claims"),
});

constexpr auto oidc_steps = std::to_array<Line>({
    choose("Kind of client", "confidential", "Providers also call it web or server."),
    choose("Grant", "authorization code"),
    enter("Redirect URI", Given::redirect_uri, "It must be exactly this."),
    enter("Logout URI", Given::logout_uri).optional(),
    choose("Scopes", "openid, profile, email"),
    demand_of_pkce("PKCE required"),
    choose("Pushed authorization requests required", "off", "NetBird does not send them."),
    choose("Signature of the ID token", "RS256, ES256, EdDSA or another of their families",
           "HS256 never works."),
    copy("Client id", Setting::client_id),
    copy("Client secret", Setting::client_secret,
         "If it expires, write the day into `client_secret_expires`."),
    copy("Issuer", Setting::issuer,
         "It must be the `issuer` of the discovery document, byte for byte. Whether it ends with a slash is "
         "the provider's choice."),
    know("The ID token must hold `sub`, `name` and `email`. Without them, every login fails."),
});

constexpr auto oidc_groups = std::to_array<Line>({
    know("The ID token must hold `groups`, a list of texts, with the scopes above. Each name must be there "
         "once. Roles or entitlements must arrive under the same name."),
});

} // namespace

Lines entra_lines()
{
    return {"Microsoft Entra ID", "docs/providers/entra.md", entra_steps, entra_groups};
}

Lines microsoft_lines()
{
    return {"Microsoft Entra ID", "docs/providers/entra.md", microsoft_steps, {}};
}

Lines google_lines()
{
    return {"Google", "docs/providers/google.md", google_steps, google_groups};
}

Lines okta_lines()
{
    return {"Okta", "docs/providers/okta.md", okta_steps, okta_groups};
}

Lines adfs_lines()
{
    return {"AD FS", "docs/providers/adfs.md", adfs_steps, adfs_groups};
}

Lines oidc_lines()
{
    return {"the provider", "docs/providers/generic.md", oidc_steps, oidc_groups};
}

} // namespace idpsync::registrar
