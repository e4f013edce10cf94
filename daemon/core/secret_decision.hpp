#pragma once

// Does the declared secret go with this update? docs/reconciling.md 13 and 14. Used by decide.cpp.

#include "core/ledger.hpp"
#include "core/plan.hpp"

#include <optional>

namespace idpsync {

struct SecretQuestion
{
    const SecretState& declared;
    const LedgerEntry& entry;   ///< from Ledger::remembered(): an unfinished write counts already
    bool pair_changes = false;  ///< the update changes issuer or client id
    bool may_overwrite = false; ///< `allow: [overwrite-secret]`
};

struct SecretDecision
{
    SecretFate fate = SecretFate::unchanged;
    bool declaration_changed = false;  ///< the declaration itself is what asks for the write
    bool needs_consent = false;        ///< it would be written only with `allow: [overwrite-secret]`
    std::optional<HeldBack> held_back; ///< what the entry holds back from now on
};

/// | declared   | ledger                                | decision                                         |
/// |------------|---------------------------------------|--------------------------------------------------|
/// | none       | any                                   | kept; held back as "none declared" when new      |
/// | unreadable | any                                   | unreadable: nothing is written                   |
/// | read       | the same fingerprint                  | unchanged; written when the pair changes         |
/// | read       | another fingerprint                   | written                                          |
/// | read       | held back: another one, or none       | written                                          |
/// | read       | held back: the same; or nothing known | unverified; written with consent                 |
SecretDecision decide_secret(const SecretQuestion& question);

} // namespace idpsync
