#include "core/finding.hpp"

namespace idpsync {

std::string_view to_string(FindingId id)
{
    switch (id)
    {
    case FindingId::netbird_unreachable: return "netbird-unreachable";
    case FindingId::netbird_failing: return "netbird-failing";
    case FindingId::not_the_api: return "not-the-api";
    case FindingId::token_refused: return "token-refused";
    case FindingId::token_revoked: return "token-revoked";
    case FindingId::token_expiring: return "token-expiring";
    case FindingId::token_read_only: return "token-read-only";
    case FindingId::netbird_version: return "netbird-version";
    case FindingId::embedded_idp_off: return "embedded-idp-off";
    case FindingId::account_domain_empty: return "account-domain-empty";
    case FindingId::account_domain_unusable: return "account-domain-unusable";
    case FindingId::users_need_approval: return "users-need-approval";
    case FindingId::users_waiting: return "users-waiting";
    case FindingId::last_way_in: return "last-way-in";
    case FindingId::login_service_address: return "login-service-address";
    case FindingId::rate_limited: return "rate-limited";
    case FindingId::nothing_declared: return "nothing-declared";
    case FindingId::group_sync_differs: return "group-sync-differs";
    case FindingId::group_claim_ignored: return "group-claim-ignored";
    case FindingId::allow_list_active: return "allow-list-active";
    case FindingId::group_not_from_logins: return "group-not-from-logins";
    case FindingId::host_unknown: return "host-unknown";
    case FindingId::certificate_expired: return "certificate-expired";
    case FindingId::certificate_expiring: return "certificate-expiring";
    case FindingId::certificate_for_another_host: return "certificate-for-another-host";
    case FindingId::certificate_untrusted: return "certificate-untrusted";
    case FindingId::clock_off: return "clock-off";
    case FindingId::provider_healthy: return "provider-healthy";
    case FindingId::provider_unreachable: return "provider-unreachable";
    case FindingId::provider_slow: return "provider-slow";
    case FindingId::provider_throttles: return "provider-throttles";
    case FindingId::discovery_guarded: return "discovery-guarded";
    case FindingId::discovery_missing: return "discovery-missing";
    case FindingId::discovery_unreadable: return "discovery-unreadable";
    case FindingId::issuer_mismatch: return "issuer-mismatch";
    case FindingId::issuer_spelling: return "issuer-spelling";
    case FindingId::issuer_redirected: return "issuer-redirected";
    case FindingId::issuer_follows_host: return "issuer-follows-host";
    case FindingId::endpoint_missing: return "endpoint-missing";
    case FindingId::endpoint_unusable: return "endpoint-unusable";
    case FindingId::logout_endpoint_unusable: return "logout-endpoint-unusable";
    case FindingId::keys_unreachable: return "keys-unreachable";
    case FindingId::keys_unusable: return "keys-unusable";
    case FindingId::algorithm_unusable: return "algorithm-unusable";
    case FindingId::userinfo_missing: return "userinfo-missing";
    case FindingId::code_flow_unsupported: return "code-flow-unsupported";
    case FindingId::client_authentication_unsupported: return "client-authentication-unsupported";
    case FindingId::scopes_not_listed: return "scopes-not-listed";
    case FindingId::claims_not_listed: return "claims-not-listed";
    case FindingId::credentials_refused: return "credentials-refused";
    case FindingId::credentials_warning: return "credentials-warning";
    case FindingId::client_disabled: return "client-disabled";
    case FindingId::client_public: return "client-public";
    case FindingId::client_secret_expiring: return "client-secret-expiring";
    case FindingId::redirect_refused: return "redirect-refused";
    case FindingId::code_flow_off: return "code-flow-off";
    case FindingId::pkce_required: return "pkce-required";
    case FindingId::pushed_requests_required: return "pushed-requests-required";
    case FindingId::login_request_refused: return "login-request-refused";
    case FindingId::scope_refused: return "scope-refused";
    case FindingId::client_missing: return "client-missing";
    case FindingId::application_missing: return "application-missing";
    case FindingId::client_admission: return "client-admission";
    case FindingId::token_claims_missing: return "token-claims-missing";
    case FindingId::tokens_encrypted: return "tokens-encrypted";
    case FindingId::groups_not_sent: return "groups-not-sent";
    case FindingId::logout_uri_missing: return "logout-uri-missing";
    case FindingId::former_uri_registered: return "former-uri-registered";
    case FindingId::registration_unreadable: return "registration-unreadable";
    case FindingId::registration_expiring: return "registration-expiring";
    case FindingId::connector_missing: return "connector-missing";
    case FindingId::connector_differs: return "connector-differs";
    case FindingId::connector_not_opened: return "connector-not-opened";
    case FindingId::write_refused: return "write-refused";
    case FindingId::callback_outdated: return "callback-outdated";
    case FindingId::login_service_outdated: return "login-service-outdated";
    case FindingId::unreachable_from_netbird: return "unreachable-from-netbird";
    case FindingId::setup_missing: return "setup-missing";
    case FindingId::setup_unsafe: return "setup-unsafe";
    case FindingId::setup_faulty: return "setup-faulty";
    case FindingId::setup_differs: return "setup-differs";
    case FindingId::setup_readable: return "setup-readable";
    case FindingId::embedded_idp_on: return "embedded-idp-on";
    case FindingId::api_port_differs: return "api-port-differs";
    case FindingId::server_differs: return "server-differs";
    case FindingId::server_hands_out_secret: return "server-hands-out-secret";
    case FindingId::manager_refused: return "manager-refused";
    case FindingId::manager_forbidden: return "manager-forbidden";
    case FindingId::manager_failing: return "manager-failing";
    case FindingId::manager_expiring: return "manager-expiring";
    case FindingId::client_confidential: return "client-confidential";
    case FindingId::grants_missing: return "grants-missing";
    case FindingId::client_incomplete: return "client-incomplete";
    case FindingId::subject_mode_unusable: return "subject-mode-unusable";
    case FindingId::audience_missing: return "audience-missing";
    case FindingId::login_works: return "login-works";
    case FindingId::login_abandoned: return "login-abandoned";
    case FindingId::login_refused: return "login-refused";
    case FindingId::login_failed_at_netbird: return "login-failed-at-netbird";
    case FindingId::login_token_invalid: return "login-token-invalid";
    case FindingId::login_user_denied: return "login-user-denied";
    case FindingId::login_groups_repeated: return "login-groups-repeated";
    case FindingId::login_claim_missing: return "login-claim-missing";
    case FindingId::login_groups_malformed: return "login-groups-malformed";
    case FindingId::login_groups_missing: return "login-groups-missing";
    case FindingId::login_user_blocked: return "login-user-blocked";
    case FindingId::login_not_allowed: return "login-not-allowed";
    case FindingId::login_own_account: return "login-own-account";
    }
    return "unknown";
}

} // namespace idpsync
