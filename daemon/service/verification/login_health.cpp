#include "service/verification/login_health.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

/// The provider itself says no: the same question gets the same answer.
bool is_refusal(FindingId id)
{
    switch (id)
    {
    case FindingId::issuer_mismatch:
    case FindingId::issuer_spelling:
    case FindingId::endpoint_missing:
    case FindingId::code_flow_unsupported:
    case FindingId::client_authentication_unsupported:
    case FindingId::algorithm_unusable:
    case FindingId::keys_unusable:
    case FindingId::logout_endpoint_unusable:
    case FindingId::credentials_refused:
    case FindingId::client_disabled:
    case FindingId::redirect_refused:
    case FindingId::code_flow_off:
    case FindingId::pkce_required:
    case FindingId::scope_refused:
    case FindingId::pushed_requests_required:
    case FindingId::login_request_refused:
    case FindingId::callback_outdated:
    case FindingId::login_service_outdated: return true;
    default: return false;
    }
}

const Finding* first_error(const Look& look)
{
    const auto found = std::ranges::find(look.findings, Severity::error, &Finding::severity);
    return found == look.findings.end() ? nullptr : &*found;
}

LoginNews take_note_of_error(LoginHealth& health, const Finding& error, WallTime now)
{
    const auto suspected_at = health.suspected ? health.suspected_at : now;
    const bool again = health.suspected.has_value();
    const bool broken = health.state == LoginHealth::State::broken;
    if (broken && health.finding->id == error.id)
    {
        health.finding = error;
        health.suspected.reset();
        return LoginNews::nothing;
    }
    if (!is_refusal(error.id) && !again)
    {
        health.suspected = error.id;
        health.suspected_at = now;
        return LoginNews::nothing;
    }
    if (!broken)
        health.since = suspected_at;
    health.state = LoginHealth::State::broken;
    health.finding = error;
    health.suspected.reset();
    return LoginNews::broken;
}

} // namespace

Aspect aspect_of(FindingId id)
{
    switch (id)
    {
    case FindingId::credentials_refused:
    case FindingId::credentials_warning:
    case FindingId::client_disabled:
    case FindingId::client_public: return Aspect::credentials;
    case FindingId::redirect_refused:
    case FindingId::code_flow_off:
    case FindingId::pkce_required:
    case FindingId::pushed_requests_required:
    case FindingId::login_request_refused:
    case FindingId::scope_refused: return Aspect::redirect;
    case FindingId::keys_unreachable:
    case FindingId::keys_unusable: return Aspect::keys;
    case FindingId::connector_not_opened:
    case FindingId::unreachable_from_netbird:
    case FindingId::callback_outdated:
    case FindingId::login_service_outdated: return Aspect::login_service;
    default: return Aspect::discovery;
    }
}

std::string_view to_string(LoginHealth::State state)
{
    switch (state)
    {
    case LoginHealth::State::unknown: return "unknown";
    case LoginHealth::State::ready: return "ready";
    case LoginHealth::State::broken: return "broken";
    }
    return "unknown";
}

LoginNews take_note(LoginHealth& health, const Look& look, WallTime now)
{
    if (const auto* error = first_error(look))
        return take_note_of_error(health, *error, now);
    const bool broken = health.state == LoginHealth::State::broken;
    const auto aspect = broken ? aspect_of(health.finding->id) : Aspect::discovery;
    if (!look.settled.contains(Aspect::discovery))
        return LoginNews::nothing;
    health.suspected.reset();
    if (health.state == LoginHealth::State::ready || !look.settled.contains(aspect))
        return LoginNews::nothing;
    health.state = LoginHealth::State::ready;
    health.since = now;
    health.finding.reset();
    return broken ? LoginNews::restored : LoginNews::nothing;
}

} // namespace idpsync::service
