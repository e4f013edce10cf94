#pragma once

// What became of creates whose answer was lost: docs/reconciling.md 12. Pure.

#include "core/guard.hpp"
#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "core/policy.hpp"

#include <vector>

namespace idpsync::reconcile {

struct SettledCreate
{
    ProviderKey key;
    Settlement settlement;
};

[[nodiscard]] bool has_open_create(const Ledger& ledger);

/// Settles every open create of `ledger` by a list that was read long enough after it. One match becomes the
/// key's entry, created by us with the intent's values and secret; none closes the intent; several leave it
/// open.
std::vector<SettledCreate> settle_creates(Ledger& ledger, const ObservedState& observed, WallTime now);

} // namespace idpsync::reconcile
