#pragma once

// How each provider is, from one pass to the next: what `status` and the metrics show. Pure.

#include "core/condition.hpp"
#include "core/enumerators.hpp"
#include "core/plan.hpp"
#include "core/policy.hpp"
#include "reconcile/report.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service {

/// How far NetBird has what is declared, in a word that programs go by; ConditionId says more. The names are
/// a public interface: `status` and the metrics call them so.
BOOST_DEFINE_ENUM_CLASS(
    SyncState, in_sync,
    unverified, ///< in sync, but for a secret that nothing shows to be the newer one (rule 14), or values
                ///< that their provider has not accepted yet, or refuses (rule 19)
    pending,    ///< the files say something that is not written yet
    drifted,    ///< NetBird was changed; a pass puts it back, or would
    conflict,   ///< the operator decides
    blocked,    ///< a guard or a missing secret holds it back
    held,       ///< new values that nobody could verify are held back (rule 19)
    failed      ///< NetBird refused the write, or did not answer it
)

/// Where a condition belongs among them.
SyncState sync_state_of(ConditionId condition);

/// What a write of ours came from.
BOOST_DEFINE_ENUM_CLASS(Cause,
                        file,   ///< the declaration said something new
                        drift,  ///< NetBird had been changed, or may have been: a secret that others touched
                        command ///< an operator's command
)

/// What this tool did to a provider last.
struct LastChange
{
    WallTime when;
    std::string what; ///< "created", "updated", "deleted", "adopted"
    Cause cause = Cause::file;
    /// Who caused it: who asked for it, or who had changed NetBird. Escaped; empty: not known.
    std::string who;

    bool operator==(const LastChange&) const = default;
};

/// Why a provider was not in sync, when that was seen last.
struct LastError
{
    WallTime when;
    std::string message; ///< escaped
    std::string next;    ///< the next step; escaped; empty when the message says it

    bool operator==(const LastError&) const = default;
};

/// The client at the provider.
struct ClientStatus
{
    std::optional<bool> in_sync;       ///< it is as it must be; nothing: nobody knows
    std::optional<WallTime> looked_at; ///< as in ClientItem

    bool operator==(const ClientStatus&) const = default;
};

struct ProviderStatus
{
    ProviderKey key;
    SyncState state = SyncState::pending;
    ConditionId condition = ConditionId::pending; ///< as the pass left it; of that state
    WallTime since;                               ///< the pass that first saw it so
    Action action = Action::none;                 ///< what the last pass planned
    Reason reason = Reason::in_sync;              ///< and why
    std::string problem; ///< why it is not in sync; escaped; empty when `reason` says it all
    std::string next;    ///< the next step; escaped; empty when there is none
    std::optional<WallTime> unverified_since; ///< as in PlanItem
    std::optional<WallTime> next_try;         ///< as in PlanItem
    /// When its new client_secret was made; nothing: none waits for its predecessor to go (rule 36).
    std::optional<WallTime> rotating_since{};
    /// When its one client_secret was replaced; nothing: no login fails for that (rule 36).
    std::optional<WallTime> logins_fail_since{};
    /// When this run removed the secret before the one in use, at its provider.
    std::optional<WallTime> secret_removed{};
    std::optional<ClientStatus> client{}; ///< nothing: no `registration` is declared
    /// Of a part of a standalone NetBird: something of it could not be checked, whatever else is wrong.
    bool unseen = false;
    std::optional<ConnectorId> id;    ///< of its connector
    std::vector<Drift> drift;         ///< in what NetBird is not as it was written; empty when in sync
    std::optional<LastChange> change; ///< as far as the history is kept
    std::optional<LastError> error;   ///< stays when it is over

    [[nodiscard]] bool in_sync() const
    {
        return state == SyncState::in_sync || state == SyncState::unverified;
    }

    bool operator==(const ProviderStatus&) const = default;
};

/// How the account's settings of group sync are.
struct GroupSyncStatus
{
    SyncState state = SyncState::pending;
    ConditionId condition = ConditionId::pending; ///< as in ProviderStatus
    Action action = Action::none;                 ///< as in ProviderStatus, like what follows
    Reason reason = Reason::in_sync;
    std::string problem;
    std::string next;
    std::vector<Drift> drift;

    bool operator==(const GroupSyncStatus&) const = default;
};

/// A connector of ours whose declaration is gone from the files, and that stays.
struct OmittedProvider
{
    ProviderKey key;
    ConnectorId id;
    std::string why;  ///< escaped
    std::string next; ///< escaped

    bool operator==(const OmittedProvider&) const = default;
};

/// Those of a pass.
std::vector<OmittedProvider> omitted_providers(const Plan& plan);

/// Who asked for a pass.
struct PassOrigin
{
    bool command = false; ///< an operator's command did, not the timer or a file
    std::string who;      ///< as "root (sudo alice)"; empty: not known
};

/// The condition of one item after a pass, as far as the pass can tell; `result` is nothing when the pass
/// wrote nothing.
ConditionId condition_after(const PlanItem& item, const reconcile::ProviderResult* result);

/// Its state after the same.
SyncState sync_state_of(const PlanItem& item, const reconcile::ProviderResult* result);

/// The create of `key` that an earlier pass sent, when `report` found it carried out. Who asked for it is not
/// known any more. Nothing: there is none.
std::optional<LastChange> settled_change(const reconcile::Report& report, const ProviderKey& key,
                                         WallTime now);

/// Nothing when they are not declared. `commands`: as the operator is to type them.
std::optional<GroupSyncStatus> group_sync_status_after(const reconcile::Report& report,
                                                       const NextCommand& commands = {.daemon = true,
                                                                                      .options = {}});

/// Fills in, of providers that a run sees for the first time, what earlier runs changed last. One that is in
/// sync has been so since then, as far as anybody knows.
void recall(std::vector<ProviderStatus>& providers, const std::map<ProviderKey, LastChange>& changes);

/// One for each item of the report's plan, with what `before` knew of the same key.
std::vector<ProviderStatus> statuses_after(const std::vector<ProviderStatus>& before,
                                           const reconcile::Report& report, const PassOrigin& origin,
                                           WallTime now);

} // namespace idpsync::service
