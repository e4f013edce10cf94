#pragma once

// How much one pass may write: docs/reconciling.md 33.

#include "core/next_command.hpp"
#include "core/plan.hpp"

#include <cstddef>

namespace idpsync {

/// How many creates, updates and deletes the plan would send, to NetBird and to providers; the account's
/// settings count as one update.
std::size_t changes_in(const Plan& plan);

/// When the plan would send more than policy.max_changes (0: no limit), all of them become refusals that
/// still say what they would do. To be
/// called last: on what every guard, and the providers, left of the plan.
void limit_changes(Plan& plan, const Policy& policy, const NextCommand& commands);

} // namespace idpsync
