// The names that enumerations have in files, logs and JSON.

#include "core/decide.hpp"
#include "core/desired.hpp"
#include "core/event.hpp"
#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"

namespace idpsync {
namespace {

/// The value among `all` that goes by `text`.
template <class Values>
auto by_name(std::string_view text, const Values& all) -> std::optional<typename Values::value_type>
{
    for (const auto value : all)
        if (to_string(value) == text)
            return value;
    return std::nullopt;
}

} // namespace

std::string_view to_string(ProviderType type)
{
    switch (type)
    {
    case ProviderType::oidc: return "oidc";
    case ProviderType::zitadel: return "zitadel";
    case ProviderType::entra: return "entra";
    case ProviderType::google: return "google";
    case ProviderType::okta: return "okta";
    case ProviderType::pocketid: return "pocketid";
    case ProviderType::microsoft: return "microsoft";
    case ProviderType::authentik: return "authentik";
    case ProviderType::keycloak: return "keycloak";
    case ProviderType::adfs: return "adfs";
    }
    return "unknown";
}

std::optional<ProviderType> parse_provider_type(std::string_view text)
{
    return by_name(text, all_provider_types);
}

std::string_view to_string(State state)
{
    switch (state)
    {
    case State::present: return "present";
    case State::absent: return "absent";
    case State::released: return "released";
    }
    return "unknown";
}

std::string_view to_string(Consent consent)
{
    switch (consent)
    {
    case Consent::issuer_change: return "issuer-change";
    case Consent::client_change: return "client-change";
    case Consent::recreate: return "recreate";
    case Consent::overwrite_secret: return "overwrite-secret";
    case Consent::delete_last: return "delete-last";
    }
    return "unknown";
}

std::optional<Consent> parse_consent(std::string_view text)
{
    return by_name(text, all_consents);
}

std::string_view to_string(Mode mode)
{
    return mode == Mode::enforce ? "enforce" : "observe";
}

std::string_view to_string(OnChange on_change)
{
    return on_change == OnChange::ask ? "ask" : "apply";
}

std::string_view to_string(PreflightMode mode)
{
    return mode == PreflightMode::block ? "block" : "warn";
}

std::string_view to_string(Origin origin)
{
    return origin == Origin::created ? "created" : "adopted";
}

std::string_view to_string(Verb verb)
{
    switch (verb)
    {
    case Verb::create: return "create";
    case Verb::update: return "update";
    case Verb::remove: return "remove";
    }
    return "unknown";
}

std::string_view to_string(Action action)
{
    switch (action)
    {
    case Action::none: return "none";
    case Action::create: return "create";
    case Action::update: return "update";
    case Action::remove: return "delete";
    case Action::forget: return "forget";
    case Action::wait: return "wait";
    case Action::conflict: return "conflict";
    case Action::refuse: return "refuse";
    case Action::block: return "block";
    case Action::hold: return "hold";
    }
    return "unknown";
}

std::string_view to_string(Reason reason)
{
    switch (reason)
    {
    case Reason::in_sync: return "in_sync";
    case Reason::secret_unverified: return "secret_unverified";
    case Reason::not_in_netbird: return "not_in_netbird";
    case Reason::recreate: return "recreate";
    case Reason::drifted: return "drifted";
    case Reason::declaration_changed: return "declaration_changed";
    case Reason::declared_absent: return "declared_absent";
    case Reason::pruned: return "pruned";
    case Reason::released: return "released";
    case Reason::already_gone: return "already_gone";
    case Reason::intent_open: return "intent_open";
    case Reason::settled_in_this_pass: return "settled_in_this_pass";
    case Reason::not_due: return "not_due";
    case Reason::waits_for_writes: return "waits_for_writes";
    case Reason::id_not_listed: return "id_not_listed";
    case Reason::id_claimed: return "id_claimed";
    case Reason::deleted_outside: return "deleted_outside";
    case Reason::several_matches: return "several_matches";
    case Reason::type_differs: return "type_differs";
    case Reason::similar_exists: return "similar_exists";
    case Reason::not_identifiable: return "not_identifiable";
    case Reason::contested: return "contested";
    case Reason::not_converging: return "not_converging";
    case Reason::consent_missing: return "consent_missing";
    case Reason::too_many_deletes: return "too_many_deletes";
    case Reason::too_many_changes: return "too_many_changes";
    case Reason::no_ledger: return "no_ledger";
    case Reason::last_way_in: return "last_way_in";
    case Reason::lockout: return "lockout";
    case Reason::taken_back: return "taken_back";
    case Reason::restored: return "restored";
    case Reason::settings_unreadable: return "settings_unreadable";
    case Reason::secret_unreadable: return "secret_unreadable";
    case Reason::secret_missing: return "secret_missing";
    case Reason::preflight_refused: return "preflight_refused";
    case Reason::secret_accepted: return "secret_accepted";
    case Reason::not_verified: return "not_verified";
    }
    return "unknown";
}

std::string_view to_string(Field field)
{
    switch (field)
    {
    case Field::type: return "type";
    case Field::name: return "name";
    case Field::issuer: return "issuer";
    case Field::client_id: return "client_id";
    }
    return "unknown";
}

std::string_view to_string(SecretFate fate)
{
    switch (fate)
    {
    case SecretFate::not_applicable: return "not_applicable";
    case SecretFate::unchanged: return "unchanged";
    case SecretFate::written: return "changed";
    case SecretFate::kept: return "kept";
    case SecretFate::unverified: return "unverified";
    case SecretFate::unreadable: return "unreadable";
    }
    return "unknown";
}

std::string_view to_string(EventName name)
{
    switch (name)
    {
    case EventName::started: return "started";
    case EventName::config_loaded: return "config_loaded";
    case EventName::config_rejected: return "config_rejected";
    case EventName::stopped: return "stopped";
    case EventName::log_dropped: return "log_dropped";
    case EventName::touched: return "touched";
    case EventName::audit_unreadable: return "audit_unreadable";
    case EventName::backup_restored: return "backup_restored";
    case EventName::pass_started: return "pass_started";
    case EventName::drift: return "drift";
    case EventName::created: return "created";
    case EventName::updated: return "updated";
    case EventName::deleted: return "deleted";
    case EventName::adopted: return "adopted";
    case EventName::renamed: return "renamed";
    case EventName::released: return "released";
    case EventName::conflict: return "conflict";
    case EventName::contested: return "contested";
    case EventName::not_converging: return "not_converging";
    case EventName::duplicate: return "duplicate";
    case EventName::secret_unverified: return "secret_unverified";
    case EventName::blocked: return "blocked";
    case EventName::held: return "held";
    case EventName::failed: return "failed";
    case EventName::throttled: return "throttled";
    case EventName::token_expiring: return "token_expiring";
    case EventName::login_broken: return "login_broken";
    case EventName::login_restored: return "login_restored";
    case EventName::certificate_expiring: return "certificate_expiring";
    case EventName::client_secret_expiring: return "client_secret_expiring";
    case EventName::no_longer_managed: return "no_longer_managed";
    case EventName::history_unsaved: return "history_unsaved";
    case EventName::settling: return "settling";
    case EventName::settled: return "settled";
    case EventName::restart_needed: return "restart_needed";
    case EventName::restart_seen: return "restart_seen";
    case EventName::restart_unneeded: return "restart_unneeded";
    case EventName::metrics_unreadable: return "metrics_unreadable";
    case EventName::pass_done: return "pass_done";
    case EventName::paused: return "paused";
    case EventName::resumed: return "resumed";
    case EventName::metrics_listening: return "metrics_listening";
    case EventName::metrics_failed: return "metrics_failed";
    }
    return "unknown";
}

} // namespace idpsync
