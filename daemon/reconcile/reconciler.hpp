#pragma once

// One pass, from list to report. plan, apply and the daemon all call this.

#include "core/decide.hpp"
#include "core/event.hpp"
#include "core/guard.hpp"
#include "core/plan.hpp"
#include "net/clock.hpp"
#include "netbird/client.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/secret_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace idpsync::reconcile {

/// What a command asks of a pass.
struct PassRequest
{
    bool write = false;          ///< false: stop before the first write (`plan`)
    std::set<ProviderKey> named; ///< write only these; empty: all
    bool prune_now = false;
    bool new_server = false; ///< forget the ledger's ids: this is another NetBird, knowingly
    bool forgive_contested = false;
};

/// How one key came out of the pass.
struct ProviderResult
{
    enum class Outcome
    {
        untouched, ///< nothing was to be done, or nothing could be (see the plan item)
        created,
        updated,
        deleted,
        failed,         ///< the write was refused or did not leave; `error` says why
        unknown,        ///< the write left and its outcome is not known; a later pass settles it
        not_converging, ///< NetBird accepted the write and reads back something else
        held,           ///< a delete that had to wait for something that failed, or met an objection
    };

    ProviderKey key;
    Outcome outcome = Outcome::untouched;
    std::optional<Error> error; ///< failed, unknown, held, not_converging
    bool in_sync = false;       ///< what the file declares is so now
};

std::string_view to_string(ProviderResult::Outcome outcome);

/// What a pass saw and did.
struct Report
{
    Plan plan;
    std::vector<ProviderResult> results; ///< one for each item of the plan, in its order; empty for `plan`
    std::vector<ConnectorId> duplicates; ///< connectors that appeared beside ours with the same match
    std::optional<Error> confirmation_failed; ///< the read after the writes
    bool wrote = false;

    /// Everything declared is as declared (a secret that is merely unverified counts as in sync).
    [[nodiscard]] bool in_sync() const;
};

/// Runs passes against one NetBird. Everything it is given must outlive it.
class Reconciler
{
public:
    Reconciler(netbird::Client& netbird, LedgerStore& ledger, net::Clock& clock, EventSink& events,
               std::chrono::milliseconds request_timeout);

    /// One pass. An error means that nothing was planned or carried out: the list could not be read or is not
    /// believed, the ledger cannot be read or saved. One provider's failure is in the report instead.
    boost::asio::awaitable<Result<Report>> run_once(const DesiredState& desired, const Secrets& secrets,
                                                    const Policy& policy, const PassRequest& request);
};

} // namespace idpsync::reconcile
