#pragma once

// What must not get a second connector beside it: docs/reconciling.md 2. Used by decide_key.cpp.

#include "core/decide_key.hpp"

namespace idpsync {

/// Concludes a conflict where a connector of NetBird, or a create that this pass plans already, is similar to
/// `provider` or has its name; else notes that `provider` is created.
bool conflicts_with_similar(PlanItem& item, const DesiredProvider& provider, PassView& pass);

} // namespace idpsync
