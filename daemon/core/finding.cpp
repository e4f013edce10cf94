#include "core/finding.hpp"

namespace idpsync {

std::string_view to_string(Severity severity)
{
    switch (severity)
    {
    case Severity::ok: return "ok";
    case Severity::hint: return "hint";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    case Severity::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view to_string(FindingId id)
{
    switch (id)
    {
    case FindingId::provider_healthy: return "provider-healthy";
    case FindingId::provider_unreachable: return "provider-unreachable";
    case FindingId::issuer_mismatch: return "issuer-mismatch";
    case FindingId::credentials_refused: return "credentials-refused";
    case FindingId::redirect_refused: return "redirect-refused";
    }
    return "unknown";
}

} // namespace idpsync
