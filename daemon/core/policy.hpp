#pragma once

#include "core/enumerators.hpp"

#include <chrono>
#include <string_view>

namespace idpsync {

/// Wall-clock time, UTC. Only for what must survive a restart; durations inside a run use the steady clock.
using WallTime = std::chrono::sys_time<std::chrono::seconds>;

BOOST_DEFINE_ENUM_CLASS(Mode,
                        enforce, ///< make NetBird match
                        observe  ///< report only: no write to NetBird, nothing new in the ledger
)

BOOST_DEFINE_ENUM_CLASS(Prune,
                        off,     ///< what is no longer declared stays
                        created, ///< what this tool created goes when it is no longer declared
                        created_and_adopted)

/// As the file has it.
constexpr std::string_view to_string(Prune prune)
{
    return prune == Prune::off ? "false" : prune == Prune::created ? "true" : "all";
}

/// What becomes of a write that the provider itself refuses (docs/reconciling.md 19).
BOOST_DEFINE_ENUM_CLASS(PreflightMode,
                        block, ///< it is not written
                        warn   ///< it is written, with a warning
)

/// What becomes of files that changed while the daemon runs.
BOOST_DEFINE_ENUM_CLASS(OnChange,
                        apply, ///< they are carried out at once
                        ask ///< they are checked and planned, and wait for `reload` (docs/reconciling.md 34)
)

/// `reconcile:` of the configuration: how far a pass may go.
struct Policy
{
    Mode mode = Mode::enforce;
    Prune prune = Prune::off;
    std::chrono::seconds prune_grace{600}; ///< an omission must last this long
    unsigned max_deletes = 1;              ///< a plan with more deletes nothing
    unsigned max_changes = 0;              ///< a plan with more changes writes nothing; 0: no limit
    OnChange on_change = OnChange::apply;
    unsigned concurrency = 4; ///< writes in flight; at least 1
    PreflightMode preflight = PreflightMode::block;
};

} // namespace idpsync
