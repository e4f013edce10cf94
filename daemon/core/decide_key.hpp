#pragma once

// One declared key at a time: docs/reconciling.md 2-5, 9 and 13-15. Used by decide.cpp.

#include "core/claims.hpp"
#include "core/decide.hpp"
#include "core/plan.hpp"

#include <string>
#include <unordered_set>

namespace idpsync {

/// What a key's decision looks at.
struct PassView
{
    const Ledger& ledger;
    const PassContext& context;
    const Claims& claims;
    std::unordered_set<std::string>
        planned_creates; ///< by loose match: two creates of one pass can be twins too
    SecretState secret;  ///< of the key that is decided now
};

/// Fills in action, reason, changes, secret and ledger entry of `item`, which knows its key and its claim's
/// connector already.
void decide_present(PlanItem& item, const DesiredProvider& provider, const Claim& claim, PassView& pass);
void decide_absent(PlanItem& item, const DesiredProvider& provider, const Claim& claim, const PassView& pass);
void decide_released(PlanItem& item, const Claim& claim, const PassView& pass);

} // namespace idpsync
