#include "diagnose/catalogue_entries.hpp"

#include <array>

namespace idpsync::diagnose {
namespace {

using enum FindingId;
using enum Severity;

constexpr std::array netbird_table{
    CatalogueEntry{netbird_unreachable, Area::netbird, error, "The dashboard does not open either.",
                   "No connection to management.url, or no answer in time.",
                   "check management.url, that NetBird runs, and that this host may reach it"},
    CatalogueEntry{
        netbird_failing, Area::netbird, error, "The dashboard shows errors.",
        "NetBird, or a proxy in front of it, answers with an error of its own.",
        "read NetBird's log: `docker compose logs management`, or `journalctl -u netbird-management`"},
    CatalogueEntry{
        not_the_api, Area::netbird, error, "",
        "What answers at management.url, or at its /oauth2, is not NetBird.",
        "set management.url to the address of NetBird's management server, without /api, and let a "
        "proxy in front of it pass /api and /oauth2 on"},
    CatalogueEntry{
        token_revoked, Area::netbird, error, "",
        "NetBird does not know the token: it was deleted, or it belongs to another NetBird. NetBird answers "
        "404 here, not 401.",
        "create a new access token for an admin service user in NetBird's dashboard (Team > Service "
        "Users) and put it where management.token points: {token}"},
    CatalogueEntry{
        token_refused, Area::netbird, error, "",
        "NetBird refuses the token: it has expired, or it is not a NetBird token.",
        "create a new access token for an admin service user in NetBird's dashboard (Team > Service "
        "Users) and put it where management.token points: {token}"},
    CatalogueEntry{
        rate_limited, Area::netbird, warning, "",
        "NetBird's rate limiter refuses requests of this token. It lets 500 through at once, then one "
        "every 10 s.",
        "find out who else uses this token, and give each program a token of its own"},
    CatalogueEntry{embedded_idp_off, Area::netbird, error,
                   "The login page has no buttons; everybody is sent to another provider.",
                   "NetBird runs without its embedded identity provider, the only one that has connectors.",
                   "switch the embedded identity provider on in NetBird's own configuration and restart it"},
    CatalogueEntry{
        token_read_only, Area::netbird, error, "",
        "The token belongs to a user who may read, but not write. NetBird will refuse every change.",
        "use a token of a service user with the role admin, or set reconcile.mode: observe"},
    CatalogueEntry{
        token_expiring, Area::netbird, warning, "",
        "The token expires soon. After that, nothing is checked or repaired.",
        "run `netbird-idp-sync token renew`, or set management.token_renew, if the token is in a file; else "
        "create one in NetBird's dashboard and put it where management.token points: {token}"},
    CatalogueEntry{
        account_domain_empty, Area::netbird, error, "Users sign in and see an empty network of their own.",
        "The account has no domain. Every SSO user silently gets a separate account and becomes its owner. "
        "`POST /api/setup` with create_pat causes this, and no API fixes it.",
        "set the account up again without create_pat; or, while there is only one account, stop NetBird "
        "and set domain, domain_category ('private') and is_domain_primary_account (1) in its store"},
    CatalogueEntry{
        account_domain_unusable, Area::netbird, error, "Users sign in and see an empty network of their own.",
        "Users cannot join the account by its domain (an IP address, for example). Every SSO user silently "
        "gets a separate account and becomes its owner.",
        "while there is only one account, stop NetBird and set domain (netbird.selfhosted is usual), "
        "domain_category ('private') and is_domain_primary_account (1) in its store"},
    CatalogueEntry{
        nothing_declared, Area::netbird, warning, "",
        "The files declare no identity provider: there is nothing to check.",
        "declare providers under identity_providers, or in providers_dir; {import} shows what NetBird has"},
    CatalogueEntry{group_sync_differs, Area::netbird, warning, "",
                   "The account's group sync is not as the section group_sync declares it.",
                   "{plan} shows it, {pass} writes it"},
    CatalogueEntry{last_way_in, Area::netbird, warning, "",
                   "Local login is off, and only one provider is left. If it fails, nobody can sign in. "
                   "Without any connector, NetBird does not start.",
                   "declare a second provider, or switch local login on"},
    CatalogueEntry{
        group_claim_ignored, Area::netbird, warning, "Users arrive without their groups.",
        "Group sync reads a claim that never arrives. NetBird's embedded identity provider passes on only "
        "the claim `groups`, whatever guides say. A standalone NetBird follows no path with dots.",
        "set the claim to groups (Settings > Groups), and let the provider send its groups, roles or "
        "entitlements in a claim named groups"},
    CatalogueEntry{
        allow_list_active, Area::netbird, hint,
        "A login looks successful, and then the dashboard answers 401.",
        "Only members of some groups may sign in. Whether a provider sends these groups cannot be seen from "
        "outside.",
        "sign in as a member of one of them with `netbird-idp-sync doctor --login KEY`: it shows which "
        "groups "
        "arrive"},
    CatalogueEntry{group_not_from_logins, Area::netbird, warning, "Users arrive without one of their groups.",
                   "Logins bring a group whose name NetBird already has, made in the dashboard or by API. "
                   "NetBird puts nobody into that group, and reports no error.",
                   "rename or delete the group {group} in NetBird (check first which policies use it); the "
                   "next login creates it again"},
    CatalogueEntry{users_waiting, Area::netbird, warning, "`user is blocked` after a first login.",
                   "Users wait until somebody approves them.",
                   "approve or reject them in the dashboard (Team > Users)"},
    CatalogueEntry{
        users_need_approval, Area::netbird, hint, "`user is blocked` after a first login.",
        "New users are blocked until somebody approves them: NetBird's default.",
        "approve them in the dashboard (Team > Users), or switch the approval off in its settings"},
    CatalogueEntry{login_service_address, Area::netbird, warning,
                   "A login ends at an address that does not open.",
                   "NetBird's login service sends users to another address than management.url.",
                   "if users can reach {stated}, set management.url to it; if not, correct the exposed "
                   "address in NetBird's configuration"},
    CatalogueEntry{netbird_version, Area::netbird, hint, "",
                   "This NetBird is older than v0.65: it stores an issuer without checking it.",
                   "update NetBird"},
};

constexpr std::array host_table{
    CatalogueEntry{host_unknown, Area::host, error, "The browser does not find the provider either.",
                   "This host finds no address for the name.",
                   "check the spelling of {host}, and this host's DNS"},
    CatalogueEntry{certificate_expired, Area::host, error, "The browser warns of a certificate.",
                   "The certificate has expired.", "renew the certificate of {host}"},
    CatalogueEntry{certificate_for_another_host, Area::host, error, "The browser warns of a certificate.",
                   "The certificate is for other names.",
                   "use a name that is in the certificate, or give {host} a certificate for its own name"},
    CatalogueEntry{certificate_untrusted, Area::host, error, "The browser warns of a certificate.",
                   "This host does not trust the authority that signed the certificate.",
                   "set ca_file to that authority's certificate, and add it to NetBird's trust store, too"},
    CatalogueEntry{certificate_expiring, Area::host, warning, "",
                   "The certificate expires soon. After that, nobody can sign in.",
                   "renew the certificate of {host}"},
    CatalogueEntry{clock_off, Area::host, warning, "`Authentication failed.`, now and then or always.",
                   "The clock of the other host differs from this one's by more than a minute. NetBird's "
                   "login service checks the expiry of a token without any tolerance.",
                   "synchronise the clocks (`timedatectl status` shows this host's)"},
};

} // namespace

std::span<const CatalogueEntry> netbird_entries()
{
    return netbird_table;
}

std::span<const CatalogueEntry> host_entries()
{
    return host_table;
}

} // namespace idpsync::diagnose
