#include "core/login_aspect.hpp"

namespace idpsync {

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

} // namespace idpsync
