#pragma once

// What a check of NetBird or of a provider found, in words an operator can act on. Which checks there are is
// diagnose's; this is what they all give.

#include "core/enumerators.hpp"
#include "core/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

BOOST_DEFINE_ENUM_CLASS(Severity, ok,
                        hint,    ///< may be meant so
                        warning, ///< works now, for everybody or for some; worth mending
                        error,   ///< logins fail
                        unknown  ///< the check could not tell
)

/// What is looked for; the names are stable: output, metrics and docs/troubleshooting.md call them so. A
/// finding of severity ok says that it was looked for and is not so; unknown, that nobody can tell from here.
enum class FindingId
{
    // NetBird.
    netbird_unreachable, ///< no connection, or no answer in time
    netbird_failing,     ///< it, or a proxy in front of it, answers with an error of its own
    not_the_api,         ///< something answers, but not NetBird's API: management.url is wrong
    token_refused,       ///< 401: malformed or expired
    token_revoked,       ///< NetBird's 404: revoked or unknown
    token_expiring,
    token_read_only, ///< an auditor's or a plain user's: enough to observe
    netbird_version,
    embedded_idp_off,
    account_domain_empty,    ///< every user lands in an account of their own
    account_domain_unusable, ///< the same, for a domain that is none
    users_need_approval,     ///< new users are blocked until somebody approves them
    users_waiting,           ///< and some wait for it
    last_way_in,             ///< local login is off and one provider is left
    login_service_address,   ///< `/oauth2` states another host than management.url
    rate_limited,
    nothing_declared,      ///< the files declare no provider
    group_sync_differs,    ///< the account's settings are not as declared
    group_claim_ignored,   ///< a claim other than groups never arrives
    allow_list_active,     ///< only members of some groups may sign in
    group_not_from_logins, ///< has the name of a group that logins bring, and no login puts anybody into it

    // Any host.
    host_unknown, ///< its name has no address
    certificate_expired,
    certificate_expiring,
    certificate_for_another_host,
    certificate_untrusted,
    clock_off,

    // A provider, seen from outside.
    provider_healthy,     ///< nothing is wrong with it from outside
    provider_unreachable, ///< no connection, or no answer in time
    provider_slow,        ///< slower than NetBird waits, or nearly
    provider_throttles,   ///< 429
    discovery_guarded,    ///< something in front of the provider lets no program through
    discovery_missing,    ///< an error instead of a discovery document
    discovery_unreadable, ///< HTML or something else that is not a document: the issuer's path is wrong
    issuer_mismatch,      ///< the document states another issuer
    issuer_spelling,      ///< another one by slash, case, port or scheme alone
    issuer_redirected,    ///< the document is behind a redirect
    issuer_follows_host,  ///< the issuer changes with the name under which it is asked
    endpoint_missing,
    endpoint_unusable,        ///< not absolute, or not https
    logout_endpoint_unusable, ///< the login service refuses to open the connector
    keys_unreachable,
    keys_unusable,      ///< none that signs with an advertised algorithm
    algorithm_unusable, ///< HS256 only, and the like
    userinfo_missing,
    code_flow_unsupported,             ///< by the whole provider
    client_authentication_unsupported, ///< neither basic nor post
    scopes_not_listed,
    claims_not_listed,
    credentials_refused,
    credentials_warning, ///< accepted, with another complaint
    client_disabled,
    client_public, ///< the secret is not looked at
    client_secret_expiring,
    redirect_refused,
    code_flow_off, ///< for this client
    pkce_required,
    pushed_requests_required, ///< logins must begin with a pushed authorization request; NetBird's do not
    scope_refused,
    login_request_refused, ///< another error is sent to the redirect URI

    // The client, as the provider's own management API shows it.
    client_missing,          ///< the provider has none with this id
    application_missing,     ///< authentik: the provider has no application
    client_admission,        ///< nobody may sign in through it, or others than declared
    token_claims_missing,    ///< the ID token holds no claims of the user
    tokens_encrypted,        ///< NetBird cannot read them
    groups_not_sent,         ///< registration.groups is declared, and they do not arrive
    logout_uri_missing,      ///< for the return after a logout
    former_uri_registered,   ///< by this program, for a former address of NetBird
    registration_unreadable, ///< that API lets nobody look
    registration_expiring,   ///< what it is asked with ends

    // A provider in NetBird.
    connector_missing, ///< declared, and not in NetBird
    connector_differs,
    connector_not_opened,     ///< the login service cannot open it
    write_refused,            ///< NetBird refused the last write of it
    login_service_outdated,   ///< the login service still uses old values: restart NetBird
    callback_outdated,        ///< it sends a redirect URI of a former address of NetBird
    unreachable_from_netbird, ///< answers here, but not to NetBird

    // A standalone NetBird: its files, its client, and the manager that asks the provider for users.
    setup_missing,    ///< setup.env is not there yet
    setup_unsafe,     ///< nothing may be written: a key could be lost, or only a shell could read the file
    setup_faulty,     ///< a line of setup.env does something else than it seems to
    setup_differs,    ///< a value in the files is not as declared
    setup_readable,   ///< other users of the host can read the secrets in a file
    embedded_idp_on,  ///< an embedded login service answers: it is no standalone NetBird
    api_port_differs, ///< the API is on 443, and the dashboard is told another port
    server_differs,   ///< the running server hands out other values than declared
    server_hands_out_secret, ///< to everybody who asks
    manager_refused,         ///< the provider refuses the credential of the manager
    manager_forbidden,       ///< that credential may not read users
    manager_failing,         ///< NetBird itself gets no users: the manager's credential is dead there
    manager_expiring,        ///< the credential ends soon
    client_confidential,     ///< the client wants a secret, which dashboard and `netbird up` do not have
    grants_missing,          ///< the client may not do all that NetBird asks of it
    client_incomplete,       ///< its codes end too early, or browsers may not ask from NetBird's address
    subject_mode_unusable,   ///< NetBird's manager does not find users by their `sub`
    audience_missing,        ///< no mapper puts the audience into access tokens

    // A login.
    login_works,
    login_abandoned,         ///< no code came back in time
    login_refused,           ///< the provider or NetBird sent an error back
    login_failed_at_netbird, ///< signed in at the provider, and then an error page
    login_token_invalid,     ///< the ID token's signature or claims
    login_user_denied,       ///< the provider does not let this user use the application
    login_claim_missing,     ///< no name or email in the ID token
    login_groups_malformed,  ///< a list of mixed types
    login_groups_missing,
    login_groups_repeated, ///< a name is in the list twice: NetBird makes two groups of it
    login_user_blocked,    ///< waits for approval
    login_not_allowed,     ///< the allow list misses the user
    login_own_account,     ///< belongs to no account but their own
};

std::string_view to_string(FindingId id); ///< as "issuer-mismatch"

template <>
struct Enumerators<FindingId>
{
    static constexpr auto all = consecutive_up_to<FindingId::login_own_account>();
};

struct Finding
{
    FindingId id = FindingId::provider_healthy;
    Severity severity = Severity::ok;
    std::string evidence; ///< one sentence: what was expected, what was seen; escaped
    std::string next;     ///< what to do, where; one line, escaped; empty: nothing

    bool operator==(const Finding&) const = default;
};

/// What a check comes to.
BOOST_DEFINE_ENUM_CLASS(Verdict, accepted,
                        refused, ///< the answer itself says so
                        unknown  ///< no answer, or none that tells
)

/// What the provider said about the values of a write (docs/reconciling.md 19).
struct PreflightResult
{
    Verdict verdict = Verdict::unknown;
    Finding reason; ///< what decided it; ok when it is accepted
    /// Warnings and hints beside it: something else is not right, or could not be checked.
    std::vector<Finding> remarks;
    /// When it was said, where that is remembered of the same values; nothing: it was asked just now.
    std::optional<WallTime> from;

    bool operator==(const PreflightResult&) const = default;
};

} // namespace idpsync
