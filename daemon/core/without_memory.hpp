#pragma once

// What a pass may do where there was no ledger: docs/reconciling.md 32.

#include "core/next_command.hpp"
#include "core/plan.hpp"

namespace idpsync {

/// Holds back every change of what NetBird has and this tool does not know to be its own. `ledger` is the one
/// that the plan was made with; nothing is held when it is not Ledger::without_memory. `adopts`: somebody
/// said `--adopt`, which lets through what the command named.
///
/// | the plan                                             | becomes                             |
/// |------------------------------------------------------|-------------------------------------|
/// | creates                                              | stays: nothing is lost              |
/// | adopts, and nothing is to be written                 | stays                               |
/// | the same, and its secret is unverified               | stays: the secret is not written    |
/// | adopts and updates, deletes what was never ours      | refused, and not adopted            |
/// | would adopt and update, but for a secret or consent  | stays what it is, and is not adopted |
/// | writes, of a key that the ledger has by now          | stays                               |
/// | changes settings that NetBird has at their defaults  | stays: nobody has set them          |
/// | changes settings that somebody has set               | refused                             |
///
/// What is refused or not written stays so, in this pass and later ones, until somebody says `--adopt` of it:
/// while anything is, the ledger of the plan stays Ledger::without_memory.
void hold_without_memory(Plan& plan, const Ledger& ledger, bool adopts, const NextCommand& commands);

/// True for what is adopted and differs in nothing but a secret that may be the older one (rule 14): without
/// memory it is not written, whatever its provider says of it.
bool keeps_adopted_secret(const PlanItem& item);

} // namespace idpsync
