#include "diagnose/catalogue_entries.hpp"

#include <array>

namespace idpsync::diagnose {
namespace {

using enum FindingId;
using enum Severity;

constexpr std::array standalone_table{
    CatalogueEntry{
        setup_unsafe, Area::standalone, error, "The dashboard answers 401 after the login.",
        "The files cannot be written safely. The key of the data store could become another one, and then "
        "nobody can sign in. Or setup.env holds what only a shell could read.",
        "do not run configure.sh before {render} refuses nothing"},
    CatalogueEntry{setup_missing, Area::standalone, error, "",
                   "A file is not there yet: setup.env, or what configure.sh makes of it.",
                   "write setup.env with {write}, run configure.sh in its directory, and start NetBird"},
    CatalogueEntry{setup_faulty, Area::standalone, error, "",
                   "A line of setup.env does something else than it seems to: a key without effect, a value "
                   "that breaks configure.sh or logins, or a line that a shell runs.",
                   "correct that line; {render} shows all of them"},
    CatalogueEntry{
        setup_differs, Area::standalone, warning, "The dashboard answers 401 after the login.",
        "A value of setup.env or artifacts/management.json is not as declared. setup.env takes effect with "
        "the next run of configure.sh; management.json is in force: there it is an error.",
        "write it with {write}, then run configure.sh and restart every container"},
    CatalogueEntry{
        setup_readable, Area::standalone, warning, "",
        "Other users of that host can read the secrets in a file. configure.sh writes its files so.",
        "{write_all} sets the mode 0600"},
    CatalogueEntry{
        embedded_idp_on, Area::standalone, error, "The login page is NetBird's own.",
        "An embedded login service answers. This NetBird is not standalone: the combined server cannot be, "
        "and it reads no management.json.",
        "declare its providers under identity_providers, in a configuration without standalone; or run "
        "netbirdio/management"},
    CatalogueEntry{
        server_differs, Area::standalone, error, "`netbird up` or the dashboard cannot sign in.",
        "The running server hands out other values than declared: management.json is another one, or the "
        "server was not restarted after it was changed.",
        "{write_all}, then restart the management container"},
    CatalogueEntry{
        server_hands_out_secret, Area::standalone, error, "",
        "The running server answers everybody who asks with the client's secret, without a login. It is no "
        "secret any more.",
        "make the client public at the provider, take NETBIRD_AUTH_CLIENT_SECRET out of setup.env and "
        "ClientSecret out of management.json, and restart the management container"},
    CatalogueEntry{manager_refused, Area::standalone, error, "The dashboard answers 401 after the login.",
                   "The provider refuses the credential by which NetBird's server asks for its users. It has "
                   "expired, was deleted, or is mistyped. After the next restart nobody can sign in, the "
                   "owner neither; access tokens still work.",
                   "make a new credential at the provider and put it where standalone.manager points: "
                   "{where}; then {write_all}, and restart the management container"},
    CatalogueEntry{manager_forbidden, Area::standalone, error, "The dashboard answers 401 after the login.",
                   "The provider knows the credential, and does not let it read users. Pocket ID: an "
                   "administrator must make the API key. authentik: the service account must be a member of "
                   "authentik Admins, and the application must admit it. Keycloak: its service account needs "
                   "the role view-users.",
                   "give the account of {where} that right"},
    CatalogueEntry{
        manager_failing, Area::standalone, error, "The dashboard answers 401 after the login.",
        "NetBird lists no users, while the rest of its API works. The credential of its manager of "
        "users is dead: nobody can sign in once what it remembers is gone.",
        "renew the manager's credential in management.json and restart the management container; "
        "or declare manager: none"},
    CatalogueEntry{
        manager_expiring, Area::standalone, warning, "",
        "The credential by which NetBird asks for its users ends soon. After that, nobody can sign "
        "in. Pocket ID lets no key renew itself; authentik ends app passwords of new service "
        "accounts after 360 days.",
        "make a new credential at the provider and put it where standalone.manager points: "
        "{where}; then {write_all}, and restart the management container"},
    CatalogueEntry{
        client_confidential, Area::standalone, error, "The provider refuses to hand out a token.",
        "The client at the provider wants a secret. The dashboard and `netbird up` have none: NetBird would "
        "hand it to everybody.",
        "make the client {client} public (Pocket ID: Public Client on; Keycloak: Client authentication off; "
        "authentik: Client type Public)"},
    CatalogueEntry{audience_missing, Area::standalone, error, "The dashboard answers 401 after the login.",
                   "Keycloak makes access tokens for the audience `account` alone, and NetBird refuses them.",
                   "in Keycloak, add a mapper Audience to the client {client}, or to a scope of it: Included "
                   "Client Audience {audience}, Add to access token on"},
    CatalogueEntry{
        subject_mode_unusable, Area::standalone, error, "The dashboard answers 401 after the login.",
        "authentik gives users another `sub` than their id, and NetBird's manager finds users by their ids.",
        "authentik: provider > Edit > Advanced protocol settings > Subject mode: Based on the User's ID; who "
        "has signed in before becomes a new user in NetBird"},
    CatalogueEntry{grants_missing, Area::standalone, warning, "`netbird up` cannot sign in on some devices.",
                   "The client may not use every grant that NetBird uses: logins of devices, renewed tokens, "
                   "or the manager's own.",
                   "allow the client {grants} (authentik: provider > Edit > Grant types; Keycloak: client > "
                   "Settings > OAuth 2.0 Device Authorization Grant)"},
    CatalogueEntry{
        client_incomplete, Area::standalone, warning, "A login fails now and then, or has to be repeated.",
        "The client is not as NetBird's guide makes it. A code of authentik ends after a minute, where the "
        "guide wants ten. Keycloak answers browsers only from the client's web origins.",
        "complete the client {client} (authentik: provider > Edit > Advanced protocol settings > Access code "
        "validity: minutes=10; Keycloak: client > Settings > Web origins: +)"},
    CatalogueEntry{
        api_port_differs, Area::standalone, warning, "The page `/peers` reloads for ever.",
        "A reverse proxy has NetBird's API on port 443, and setup.env names another port to clients.",
        "declare reverse_proxy: true, run {write}, then configure.sh, and restart every container"},
};

} // namespace

std::span<const CatalogueEntry> standalone_entries()
{
    return standalone_table;
}

} // namespace idpsync::diagnose
