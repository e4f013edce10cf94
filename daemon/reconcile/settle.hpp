#pragma once

// What became of writes whose answer was lost: docs/reconciling.md 12. Pure.

#include "core/guard.hpp"
#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "core/policy.hpp"

#include <functional>
#include <vector>

namespace idpsync::reconcile {

/// A write whose fate is known now.
struct SettledWrite
{
    enum class Outcome
    {
        carried_out,
        nothing, ///< it never reached NetBird, and cannot any more
        several, ///< a create: more than one connector matches
    };

    Intent intent;
    Outcome outcome = Outcome::nothing;
    std::vector<ConnectorId> ids; ///< carried out: the connector; several: all that match
};

/// Whether a write that lost its answer can no longer reach NetBird: it was given up long enough before the
/// list was read.
using IsOver = std::function<bool(const Intent&)>;

[[nodiscard]] bool has_open_create(const Ledger& ledger);

/// True when a later list may tell what became of it: for an update that carried a secret none does.
[[nodiscard]] bool a_list_tells(const Intent& intent);

/// Settles the open writes of `ledger` by a list:
///
/// | write                  | the list shows                    | may still arrive | over             |
/// |------------------------|-----------------------------------|------------------|------------------|
/// | create                 | one new match, as it was sent     | carried out      | carried out      |
/// | create                 | one new match, renamed            | open             | carried out      |
/// | create                 | several new matches               | open             | several: open    |
/// | create                 | none                              | open             | nothing          |
/// | update without secret  | the values that were sent         | carried out      | carried out      |
/// | update without secret  | other values                      | open             | nothing          |
/// | update with a secret   | anything: a secret is never shown | open             | open: sent again |
/// | delete                 | the connector                     | open             | nothing          |
/// | update                 | no such connector                 | nothing          | nothing          |
/// | delete                 | no such connector                 | carried out      | carried out      |
///
/// Of a write that is sent once, one arrival is all there can be: what is seen to be carried out is settled
/// at once. A create that was carried out becomes the key's entry, with what was sent; an update that was
/// carried out is what was written last, and a delete ends its entry.
std::vector<SettledWrite> settle_writes(Ledger& ledger, const ObservedState& observed, const IsOver& is_over,
                                        WallTime now);

} // namespace idpsync::reconcile
