#pragma once

// What a check of NetBird or of a provider found, in words an operator can act on. Which checks there are is
// diagnose's; this is what they all give.

#include <string>
#include <string_view>

namespace idpsync {

enum class Severity
{
    ok,
    hint,    ///< may be meant so
    warning, ///< works now, for everybody or for some; worth mending
    error,   ///< logins fail
    unknown, ///< the check could not tell
};

std::string_view to_string(Severity severity);

/// What is found. The names are stable: output, metrics and docs/troubleshooting.md call them so.
enum class FindingId
{
    provider_healthy,     ///< nothing is wrong with it from outside
    provider_unreachable, ///< no connection, or no answer in time
    issuer_mismatch,      ///< the document states another issuer
    credentials_refused,
    redirect_refused,
};

std::string_view to_string(FindingId id); ///< as "issuer-mismatch"

struct Finding
{
    FindingId id;
    Severity severity;
    std::string evidence; ///< one sentence: what was expected, what was seen; escaped
    std::string next;     ///< what to do, where; one line, escaped; empty: nothing

    bool operator==(const Finding&) const = default;
};

} // namespace idpsync
