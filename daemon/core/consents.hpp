#pragma once

// Which changes need the operator's word: docs/reconciling.md 15. Used by decide_key.cpp.

#include "core/plan.hpp"

#include <string>

namespace idpsync {

/// The consents that the field changes of `item` need. Restoring what we wrote last is a repair and needs
/// none.
Consents consents_for_changes(const PlanItem& item);

/// "issuer-change, overwrite-secret", as `allow` takes it.
std::string consent_list(const Consents& consents);

/// What each consent that `item` misses would be a consent to.
std::string explain(const PlanItem& item);

/// Hints at every consent of the file that is not among the `needed` ones: left there, it would let the next
/// such change through unseen.
void add_hints(PlanItem& item, const Consents& needed);

} // namespace idpsync
