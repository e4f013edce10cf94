#pragma once

// What a login needs, each part of it known by itself (docs/reconciling.md 30). Pure.

#include "core/finding.hpp"

#include <string_view>

namespace idpsync {

enum class Aspect
{
    discovery, ///< the provider answers, and its document lets logins happen
    credentials,
    redirect,
    keys,
    login_service, ///< NetBird's own
};

/// What a finding is about.
Aspect aspect_of(FindingId id);

/// The provider itself says no, or NetBird's login service: the same question gets the same answer.
bool is_refusal(FindingId id);

} // namespace idpsync
