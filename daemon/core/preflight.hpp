#pragma once

// What a provider says about the values that a write would give NetBird, and what that does to the write:
// docs/reconciling.md 14, 19 and 23. Asking is oidc/'s, when to ask reconcile/preflight's.

#include "core/decide.hpp"
#include "core/finding.hpp"
#include "core/plan.hpp"

#include <optional>

namespace idpsync {

/// True when the provider shall be asked before this item is carried out: it is written with a new issuer,
/// client id or secret, or accepted credentials would let through a secret that is held back (rule 14).
bool needs_preflight(const PlanItem& item);

/// How much a preflight may hold back.
struct PreflightRules
{
    PreflightMode mode = PreflightMode::block;
    bool forced = false; ///< `--force-preflight`: refused or unknown, it is written
    NextCommand commands{};
};

/// Puts what the provider said into `item`, and draws the conclusion:
///
/// | provider | item                                       | mode block         | mode warn, or forced |
/// |----------|--------------------------------------------|--------------------|----------------------|
/// | accepts  | a write                                    | stays              | stays                |
/// | accepts  | a secret held back (rule 14)               | is written         | is written           |
/// | refuses  | a write                                    | block              | stays, with a hint   |
/// | refuses  | a secret held back                         | stays back         | stays back           |
/// | unknown  | a create; a repair; google and microsoft   | stays, with a hint | stays, with a hint   |
/// | unknown  | another update of what logins use          | hold               | stays, with a hint   |
/// | unknown  | a secret held back                         | stays back         | stays back           |
///
/// Whatever makes it unknown: what could not be verified does not replace what may work. `hold` is what
/// earlier attempts say about this key (rule 16): a secret that NetBird refused a moment ago is not let
/// through again.
void apply_preflight(PlanItem& item, PreflightResult result, const PreflightRules& rules, const Hold* hold);

/// The update puts back the issuer, client id and secret that were written last: nothing new is risked.
bool is_repair(const PlanItem& item);

/// A create or update that a preflight blocks or holds back keeps deletes back like one that a guard refuses
/// (rule 10).
void hold_deletes_behind_blocks(Plan& plan);

/// In a few words, for plan output: "accepted", "refused: …", "unknown: …".
/// `asked`: when that was, for what is only remembered, as in "asked 3 min ago".
std::string preflight_words(const PreflightResult& result, const std::string& asked);

} // namespace idpsync
