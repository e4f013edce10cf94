#include "diagnose/catalogue_entries.hpp"

#include <array>

namespace idpsync::diagnose {
namespace {

using enum FindingId;
using enum Severity;

constexpr std::array provider_table{
    CatalogueEntry{
        provider_unreachable, Area::provider, error, "The button leads to a page that does not open.",
        "No connection to the provider, or no answer in time.",
        "check the issuer, and that the provider runs and can be reached from here and from NetBird"},
    CatalogueEntry{provider_throttles, Area::provider, unknown, "",
                   "The provider answers 429, too many requests. It is asked again later.",
                   "try again later"},
    CatalogueEntry{provider_slow, Area::provider, warning, "Logins hang, and fail now and then.",
                   "The provider needs about 10 s or more to answer. NetBird waits for 10 s only.",
                   "find out what makes the provider slow"},
    CatalogueEntry{
        discovery_guarded, Area::provider, error,
        "The browser opens the provider; NetBird says `Connector failed to initialize`.",
        "Something in front of the provider (a bot filter, forward authentication, Basic authentication) "
        "lets browsers in and refuses programs, NetBird among them.",
        "let /.well-known/openid-configuration and the endpoints in it through without a sign-in or a check "
        "for browsers"},
    CatalogueEntry{
        discovery_missing, Area::provider, error, "`Connector failed to initialize`",
        "The provider answers with an error instead of a discovery document: realm, slug or path of the "
        "issuer are wrong.",
        "declare the issuer that the provider states; realm, slug and letter case must match"},
    CatalogueEntry{discovery_unreadable, Area::provider, error, "`Connector failed to initialize`",
                   "What answers at the issuer is a page, not a discovery document: the path is wrong, or a "
                   "proxy in front wants a login.",
                   "declare the issuer that the provider states; realm, slug and letter case must match"},
    CatalogueEntry{issuer_redirected, Area::provider, error, "`Connector failed to initialize`",
                   "The discovery document is behind a redirect.",
                   "write the issuer as the provider states it"},
    CatalogueEntry{issuer_spelling, Area::provider, error, "`Connector failed to initialize`",
                   "The issuer differs from what the provider states by a slash, letter case, port or "
                   "scheme. It must be equal byte for byte.",
                   "write the issuer as the provider states it"},
    CatalogueEntry{issuer_mismatch, Area::provider, error, "`Connector failed to initialize`",
                   "The provider states another issuer than the declared one.",
                   "write the issuer as the provider states it, or fix the provider's own address setting"},
    CatalogueEntry{issuer_follows_host, Area::provider, warning, "Logins fail for some users.",
                   "The provider states another issuer for each host name that it is asked under.",
                   "set the provider's own host name (Keycloak: the hostname setting)"},
    CatalogueEntry{endpoint_missing, Area::provider, error, "`Authentication failed.`",
                   "The discovery document lacks an endpoint that every login needs.", "fix the provider"},
    CatalogueEntry{endpoint_unusable, Area::provider, error, "`Authentication failed.`",
                   "An endpoint of the discovery document is not an https address.",
                   "fix the provider's own address setting"},
    CatalogueEntry{
        logout_endpoint_unusable, Area::provider, error, "`Connector failed to initialize`",
        "The address for logout is not http or https: the login service refuses to open the connector.",
        "fix or remove end_session_endpoint at the provider"},
    CatalogueEntry{keys_unreachable, Area::provider, error, "`Authentication failed.`",
                   "The provider's keys cannot be read.",
                   "open the provider's jwks_uri, and fix what keeps it from answering"},
    CatalogueEntry{keys_unusable, Area::provider, error, "`Authentication failed.`",
                   "The provider has no key for signatures that NetBird accepts.",
                   "give the provider a signing key (authentik: provider > Signing Key)"},
    CatalogueEntry{algorithm_unusable, Area::provider, error, "`Authentication failed.`",
                   "The provider signs with an algorithm that NetBird refuses, HS256 for example.",
                   "select a signing key with RS256 (authentik: provider > Signing Key)"},
    CatalogueEntry{userinfo_missing, Area::provider, warning, "",
                   "The provider has no UserInfo endpoint; for zitadel every login needs it.",
                   "fix the provider"},
    CatalogueEntry{code_flow_unsupported, Area::provider, warning, "`Authentication failed.`",
                   "The provider does not list the authorization code flow.",
                   "switch the authorization code flow on at the provider"},
    CatalogueEntry{client_authentication_unsupported, Area::provider, warning, "`Authentication failed.`",
                   "The provider accepts neither client_secret_basic nor client_secret_post.",
                   "allow client_secret_basic at the provider"},
    CatalogueEntry{scopes_not_listed, Area::provider, hint, "Users arrive without their groups.",
                   "A scope that NetBird asks for is not listed; many providers list only some.",
                   "if logins lack names or groups, attach the scope to the client"},
    CatalogueEntry{claims_not_listed, Area::provider, hint, "Users arrive without their groups.",
                   "A claim that NetBird needs is not listed; many providers list only some.",
                   "if logins lack names or groups, add the claim to the client"},
    CatalogueEntry{client_disabled, Area::provider, error, "The provider shows an error page.",
                   "The client is switched off at the provider.", "switch the client on at the provider"},
    CatalogueEntry{
        credentials_refused, Area::provider, error, "`Authentication failed.`, after a good login.",
        "The provider refuses client id and secret. One of them is wrong, or the secret was replaced, has "
        "expired or belongs to another client. The error is the same for all of these.",
        "compare client_id with the provider's, create a new secret there, and put it where "
        "client_secret points"},
    CatalogueEntry{credentials_warning, Area::provider, warning, "",
                   "The provider accepts client id and secret, but reports another problem.",
                   "check the client's settings at the provider"},
    CatalogueEntry{client_public, Area::provider, warning, "",
                   "A wrong secret gets the same answer as the right one: the client is public, or the "
                   "provider checks something else first.",
                   "make the client confidential at the provider"},
    CatalogueEntry{client_secret_expiring, Area::provider, warning, "", "The client secret expires soon.",
                   "create a new secret at the provider, put it where client_secret points, and set "
                   "client_secret_expires"},
    CatalogueEntry{redirect_refused, Area::provider, error,
                   "`Unregistered redirect_uri.` or an error page there.",
                   "NetBird's redirect URI is not registered for the client, or the client does not exist. "
                   "If another spelling is registered, the finding names it.",
                   "register {redirect_uri} for the client at the provider"},
    CatalogueEntry{code_flow_off, Area::provider, error, "The provider sends users back with an error.",
                   "The client may not use the authorization code flow.",
                   "switch the authorization code flow on for the client (Keycloak: Standard flow)"},
    CatalogueEntry{pkce_required, Area::provider, error, "The provider sends users back with an error.",
                   "The client requires PKCE, but this NetBird sends no PKCE challenge. Newer versions send "
                   "one (v0.77.1 does) if the discovery document lists S256. It is a warning when no check "
                   "could show what NetBird sends.",
                   "switch the requirement of PKCE off for this client, or update NetBird"},
    CatalogueEntry{pushed_requests_required, Area::provider, error, "The provider shows an error page.",
                   "The client requires pushed authorization requests (PAR), which NetBird does not send.",
                   "switch that requirement off for this client"},
    CatalogueEntry{login_request_refused, Area::provider, error,
                   "The provider sends users back with an error.",
                   "The provider refuses a login request like NetBird's, with an error that no other finding "
                   "explains. In authentik 2026.5 and later, the provider may have no grant types.",
                   "search the provider's log for the error, and check what the client requires of a login "
                   "(authentik: provider > Edit > Grant types)"},
    CatalogueEntry{scope_refused, Area::provider, error, "The provider sends users back with an error.",
                   "The provider refuses a scope that NetBird asks for.",
                   "attach the scope to the client (Keycloak: a client scope named groups, as Default)"},
    CatalogueEntry{client_missing, Area::provider, error, "The provider shows an error page.",
                   "The provider's own API knows no client with the declared client_id.",
                   "compare client_id with the provider's, or register the client there"},
    CatalogueEntry{application_missing, Area::provider, error, "The provider shows an error page.",
                   "In authentik the client is a provider, and it belongs to no application: without one it "
                   "has no issuer.",
                   "authentik: Applications > the application whose slug the issuer names > Edit > "
                   "Provider: the client"},
    CatalogueEntry{client_admission, Area::provider, error,
                   "The provider says that the user may not use the application.",
                   "By the provider's own API nobody may sign in through the client, or others than "
                   "registration.allowed_groups says.",
                   "let the users' groups use the client, or let everybody use it"},
    CatalogueEntry{
        token_claims_missing, Area::provider, error, "`Authentication failed.`",
        "The client's ID tokens hold nothing about the user.",
        "authentik: provider > Edit > Advanced protocol settings > Include claims in id_token: on"},
    CatalogueEntry{tokens_encrypted, Area::provider, error, "`Authentication failed.`",
                   "The client's tokens are encrypted, and NetBird cannot read them.",
                   "authentik: provider > Edit > Advanced protocol settings > Encryption Key: none"},
    CatalogueEntry{groups_not_sent, Area::provider, warning, "Users arrive without their groups.",
                   "`registration.groups` is declared, and by the provider's own API the ID token does not "
                   "bring the user's groups; at authentik, not the application's entitlements alone.",
                   "let the provider send a claim named groups in the ID token"},
    CatalogueEntry{logout_uri_missing, Area::provider, warning, "A logout ends at the provider.",
                   "The address for the return after a logout is not registered. It is a hint where NetBird "
                   "has its own login service: logins work without it.",
                   "add {uri} to the client's logout callbacks"},
    CatalogueEntry{former_uri_registered, Area::provider, hint, "",
                   "What was registered here for a former address of NetBird is still registered.",
                   "nothing, while it is in use: it is removed once NetBird's connector sends the present "
                   "address; `netbird-idp-sync plan` says what it waits for"},
    CatalogueEntry{
        registration_unreadable, Area::provider, warning, "",
        "`registration` is declared, and the provider's own API does not show the client: the token "
        "is wrong, has expired, or may not read clients; or the API is elsewhere.",
        "make a new token at the provider, and put it where registration points"},
    CatalogueEntry{registration_expiring, Area::provider, warning, "",
                   "The token of `registration` expires soon. The provider's API cannot renew it.",
                   "make a new token at the provider, and put it where registration points"},
    CatalogueEntry{provider_healthy, Area::provider, ok, "", "Nothing is wrong with it from outside.", ""},
};

constexpr std::array connector_table{
    CatalogueEntry{
        write_refused, Area::connector, error, "",
        "NetBird refused the last write of this connector, and would refuse the same values again.",
        "fix what NetBird reports, then {pass}"},
    CatalogueEntry{connector_missing, Area::connector, warning, "The login page has no button for it.",
                   "It is declared, but NetBird does not have it.", "run {pass}"},
    CatalogueEntry{connector_differs, Area::connector, warning, "",
                   "NetBird has other values than the file declares.",
                   "{plan} shows them, {pass} writes them"},
    CatalogueEntry{unreachable_from_netbird, Area::connector, error, "`Connector failed to initialize`",
                   "The provider answers this host, but not NetBird. NetBird may use another network or "
                   "another DNS, or may not trust the certificate. A container has its own of all three.",
                   "open the issuer from NetBird's host or container, and fix route, DNS or trust there"},
    CatalogueEntry{
        connector_not_opened, Area::connector, error, "`Connector failed to initialize`",
        "NetBird's login service cannot open the connector.",
        "read NetBird's log for the connector {id}, and restart NetBird when the provider works again"},
    CatalogueEntry{login_service_outdated, Area::connector, error,
                   "An endless return to the login page, or a page that refuses the client.",
                   "The running login service still uses the values from before the last change. It reads a "
                   "changed connector only after a restart.",
                   "restart NetBird's management server"},
    CatalogueEntry{
        callback_outdated, Area::connector, error, "`Login error.`, or a page of an address that is gone.",
        "NetBird's public address has changed since the connector was made. A connector keeps its callback: "
        "neither an update nor a restart changes it.",
        "give NetBird its former address again ({old}); or delete the connector and have a new one created: "
        "every user of it then gets a new identity in NetBird"},
};

constexpr std::array login_table{
    CatalogueEntry{
        login_abandoned, Area::login, error, "",
        "No code came back in time: nobody signed in, or an error page ended it.",
        "try again; from another host: ssh -L {port}:localhost:{port} HOST. If NetBird shows an error "
        "page, its log says why: --netbird-log reads it"},
    CatalogueEntry{login_refused, Area::login, error, "The browser comes back with an error.",
                   "The provider or NetBird sent an error instead of a code or a token.",
                   "search for the error in the provider's log and in NetBird's log"},
    CatalogueEntry{login_user_denied, Area::login, error, "`Authentication failed.`, for some users or all.",
                   "The provider does not let this user use the application. A new client of Pocket ID "
                   "admits nobody until it is unrestricted or has groups.",
                   "admit the user to the application at the provider"},
    CatalogueEntry{
        login_claim_missing, Area::login, error, "`Authentication failed.`",
        "The ID token lacks `name` or `email`. UserInfo does not help: NetBird asks it for zitadel only. A "
        "standalone NetBird takes such a login: it is a hint there.",
        "let the provider put name and email into the ID token"},
    CatalogueEntry{login_groups_malformed, Area::login, error, "`Authentication failed.`, for some users.",
                   "The `groups` claim mixes types. It must be a list of names.",
                   "let the provider send groups as a list of strings"},
    CatalogueEntry{
        login_failed_at_netbird, Area::login, error, "`Authentication failed.`",
        "The provider let the user in, but NetBird stopped the login. Causes that the other checks cannot "
        "see: a wrong secret, `name` or `email` missing in the ID token, a `groups` claim of mixed types.",
        "read NetBird's log (`docker compose logs --since 5m management`), or let `netbird-idp-sync doctor "
        "--login {key} --netbird-log FILE` read it during the next login: it names the cause"},
    CatalogueEntry{login_token_invalid, Area::login, error, "",
                   "The token of NetBird's login service cannot be verified, or NetBird's API refuses it.",
                   "check that management.url leads to NetBird itself, and this host's clock"},
    CatalogueEntry{
        login_own_account, Area::login, error, "Users sign in and see an empty network of their own.",
        "The user has a separate account: they signed in at a time when new users did not join this account.",
        "the separate account must be deleted before a login of the user can join this account"},
    CatalogueEntry{login_not_allowed, Area::login, error, "The dashboard answers 401 after the login.",
                   "None of the user's groups is in the allow list.",
                   "add one of the user's groups to the allow list, or the user to one of its groups"},
    CatalogueEntry{login_user_blocked, Area::login, warning, "`user is blocked`",
                   "The login works, and the user is blocked until somebody approves them.",
                   "approve the user in the dashboard (Team > Users)"},
    CatalogueEntry{login_groups_missing, Area::login, warning, "Users arrive without their groups.",
                   "The login brought no groups, and group sync is on.",
                   "let the provider send a claim named groups in the ID token"},
    CatalogueEntry{login_groups_repeated, Area::login, warning, "A group appears twice in NetBird.",
                   "A name is in the `groups` claim twice, and NetBird makes a group of each.",
                   "let the provider send each name once (authentik: replace the managed `profile` mapping "
                   "instead of adding a second one that returns groups)"},
    CatalogueEntry{login_works, Area::login, ok, "", "A user can sign in.", ""},
};

} // namespace

std::span<const CatalogueEntry> provider_entries()
{
    return provider_table;
}

std::span<const CatalogueEntry> connector_entries()
{
    return connector_table;
}

std::span<const CatalogueEntry> login_entries()
{
    return login_table;
}

} // namespace idpsync::diagnose
