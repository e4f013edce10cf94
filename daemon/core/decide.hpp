#pragma once

// The decisions of docs/reconciling.md 1-7, 9 and 13-16: what each key needs, from values alone.

#include "core/hold.hpp"
#include "core/next_command.hpp"
#include "core/plan.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace idpsync {

/// What a pass knows beside desired, observed and ledger.
struct PassContext
{
    Policy policy;
    WallTime now{};
    bool prune_now = false;         ///< waive prune_grace
    std::set<ProviderKey> named;    ///< keys the command named; empty: all. Named keys are contested no more.
    bool forgive_contested = false; ///< SIGHUP, reload: no key is contested any more
    Holds holds;
    /// How long keys have certainly been missing (core/omissions.hpp); one that is not here: by the wall
    /// clock.
    std::map<ProviderKey, std::chrono::seconds> omitted_for{};
    std::string clock_doubt{}; ///< why the wall clock does not count for them; empty: it does
    /// Connectors that an update or delete without a known outcome may still reach: nothing else is sent to
    /// them, and nothing about them is certain (rule 12).
    std::set<ConnectorId> unsettled{};
    NextCommand commands{}; ///< as the operator is to type them
    /// What `allow` may hold for the client at the provider: these consents are of use there.
    std::map<ProviderKey, Consents> needed_by_clients{};
};

/// Plans a whole pass: claims (rule 1), then each key by itself.
///
/// A declared, present provider, once claims are made:
///
/// | connector    | ledger              | decision                                              | rule |
/// |--------------|---------------------|-------------------------------------------------------|------|
/// | none         | no entry            | create; conflict when a similar one is listed, or one | 2    |
/// |              |                     | of its name and type that nobody claims               |      |
/// | none         | an id, gone         | conflict: deleted outside; create with `recreate`     | 4    |
/// | none         | `id` in the file    | conflict: id not listed                               | 3    |
/// | one          | no entry            | adopt, then as below                                  | 2    |
/// | several      | any                 | conflict that lists them                              | 2    |
/// | other type   | any                 | conflict: the type cannot change                      | 2    |
/// | equal        | same secret         | nothing                                               | 13   |
/// | equal        | another secret      | update (secret)                                       | 13   |
/// | equal        | no fingerprint      | nothing, secret unverified; update with consent       | 14   |
/// | differs      | any                 | update; refused without the consents it needs         | 13,15|
/// | differs      | overturned 3 times  | conflict: contested                                   | 9    |
///
/// Absent, released and undeclared keys: rules 5 and 7. Linear in the number of providers (times a
/// logarithm).
Plan make_plan(const DesiredState& desired, const SecretStates& secrets, const ObservedState& observed,
               const Ledger& ledger, const PassContext& context);

/// The entry after a write of `item` succeeded at `now`; `id` is the connector's (new, for a create).
LedgerEntry entry_after_write(const PlanItem& item, const ConnectorId& id, WallTime now);

/// What goes into the ledger before the write of `item` leaves (rule 11).
Intent intent_for(const PlanItem& item, const ObservedState& observed);

} // namespace idpsync
