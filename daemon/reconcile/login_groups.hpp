#pragma once

#include "core/group_sync.hpp"
#include "core/plan.hpp"
#include "reconcile/checks_store.hpp"

#include <vector>

namespace idpsync::reconcile {

/// What the logins among `checks` say of groups (docs/reconciling.md 29): those that looked at the claim
/// `groups` and went through a connector that is still `listed`.
std::vector<LoginGroups> logins_in(const Checks& checks, const ObservedState& listed);

} // namespace idpsync::reconcile
