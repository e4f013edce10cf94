#pragma once

// What a pass is asked to do, and what it saw and did.

#include "core/enumerators.hpp"
#include "core/group_sync.hpp"
#include "core/next_command.hpp"
#include "core/pass_flags.hpp"
#include "core/plan.hpp"
#include "core/restart.hpp"
#include "reconcile/pass_watcher.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::reconcile {

/// How far a pass looks into NetBird's audit log.
struct AttributionRules
{
    /// It looks when so much time has passed since the last look; nothing: only where NetBird differs.
    std::optional<std::chrono::seconds> interval;
    bool reassert = true; ///< a secret that others may have changed is written again (rules 9 and 14)
};

/// What a command asks of a pass.
struct PassRequest
{
    bool write = false;            ///< false: stop before the first write (`plan`)
    std::set<ProviderKey> named;   ///< write only these; empty: all
    bool group_sync_named = false; ///< write the account's settings, and beside them only what is named
    std::set<ProviderKey> force_preflight; ///< written even when the provider refuses it
    PassFlags flags;
    /// The deletes that somebody agreed to, by connector; any other is held. Nothing: nobody was asked.
    std::optional<std::set<ConnectorId>> agreed_deletes;
    bool candidate = false;         ///< what is planned is not in force: nothing of it is remembered
    PassWatcher* watcher = nullptr; ///< hears how it gets on; nothing: nobody waits for it
    NextCommand commands;           ///< as texts of this pass name them
    bool demanded = false;          ///< someone asked: what NetBird refused before is tried at once
    bool forgive_contested = false; ///< SIGHUP, reload
    std::optional<AttributionRules> attribution; ///< nothing: the audit log is not read
    /// A client at a provider that was seen within this time is not asked for again; nothing: it is.
    std::optional<std::chrono::milliseconds> clients_every;
    /// Somebody waits for the outcome: the pass waits until earlier writes without a known outcome have
    /// settled. False: what they may still reach is left to a later pass.
    bool settles = true;
    /// When the pass begins nothing more and leaves the rest to the next one (rule 17); nothing: never. A
    /// request that is under way has its own deadline.
    std::optional<std::chrono::steady_clock::time_point> deadline;

    [[nodiscard]] bool only_settings() const
    {
        return flags.restore_settings || (group_sync_named && named.empty());
    }
};

BOOST_DEFINE_ENUM_CLASS(WriteOutcome,
                        untouched, ///< nothing was to be done, or nothing could be (see the plan item)
                        created, updated, deleted,
                        failed,  ///< the write was refused or did not leave; `error` says why
                        unknown, ///< the write left and its outcome is not known; a later pass settles it
                        not_converging, ///< the write was accepted, and what is read back is something else
                        held ///< a delete that had to wait for something that failed, or met an objection
)

/// How the client at a provider came out of the pass.
struct ClientResult
{
    WriteOutcome outcome = WriteOutcome::untouched;
    std::optional<Error> error; ///< failed, unknown, not_converging
    bool in_sync = false;       ///< it is as it must be now
};

/// The secret before the one that logins use now was to be removed at its provider.
struct SecretRemoval
{
    std::optional<Error> error = {}; ///< nothing: it is gone
};

/// How one key came out of the pass.
struct ProviderResult
{
    using Outcome = WriteOutcome;

    ProviderKey key;
    Outcome outcome = Outcome::untouched;
    std::optional<ConnectorId> id;                    ///< of the connector, once there is one
    std::optional<Error> error;                       ///< failed, unknown, held, not_converging
    bool in_sync = false;                             ///< what the file declares of the connector is so now
    std::optional<ClientResult> client;               ///< nothing: nothing was to be written at the provider
    std::optional<SecretRemoval> secret_removal = {}; ///< nothing: none was to be removed

    /// What the file declares is so now, at both ends.
    [[nodiscard]] bool as_declared(const PlanItem& item) const;
};

/// How the account's settings of group sync came out: untouched, updated, failed, unknown, not_converging, or
/// held because they were changed since the plan was made.
struct GroupSyncResult
{
    ProviderResult::Outcome outcome = ProviderResult::Outcome::untouched;
    std::optional<Error> error;
    bool in_sync = false; ///< what was wanted is so now
};

/// A connector that appeared beside ours with the same match, and that no key claims (rule 9).
struct Duplicate
{
    ProviderKey key;
    ConnectorId ours;
    ConnectorId other;
};

/// One item of a plan, and how it came out.
struct PassItem
{
    const PlanItem& plan;
    const ProviderResult* result; ///< nullptr: nothing was to be written
};

struct Report
{
    Plan plan;
    std::vector<ProviderResult>
        results; ///< one for each item of the plan, in its order; empty when nothing was to be written
    std::optional<GroupSyncResult> group_sync; ///< nothing: not declared, or nothing was to be written
    std::vector<Duplicate> duplicates;
    std::optional<Error> confirmation_failed; ///< the read after the writes
    std::string ledger_set_aside;             ///< where the former ledger is now; empty: it was not moved
    /// Creates of earlier passes, or processes, whose answer was lost and which turn out to have been
    /// carried out.
    std::map<ProviderKey, ConnectorId> settled;
    bool wrote = false;                          ///< at least one write was sent
    bool intents_open = false;                   ///< a write without a known outcome is left for a later pass
    bool partial = false;                        ///< time was up before everything was written or settled
    std::optional<RestartNeeded> restart_needed; ///< before logins use what was written
    std::string
        audit_refused; ///< why the token may not read NetBird's audit log; empty: it may, as far as known

    /// The items of the plan in its order; for as long as the report is.
    [[nodiscard]] std::vector<PassItem> items() const;

    /// Everything declared is as declared (a secret that is merely unverified counts as in sync).
    [[nodiscard]] bool in_sync() const;

    /// The same, but for group sync when the command named only others (rule 29).
    [[nodiscard]] bool did_what_was_named() const;
};

} // namespace idpsync::reconcile
