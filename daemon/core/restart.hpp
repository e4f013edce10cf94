#pragma once

// When must NetBird be restarted, and when was it? docs/reconciling.md 24. Pure.
//
// A write is noted as if nothing of it reached logins; a probe afterwards, or a restart that is seen, takes
// that back. So whatever is lost in between (a crash, a probe without an answer) errs towards a restart.

#include "core/ledger.hpp"
#include "core/login_state.hpp"
#include "core/plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace idpsync {

/// NetBird's management must be restarted before logins use what was written.
struct RestartNeeded
{
    std::uint64_t generation = 0; ///< grows with every pass whose writes add to the need
    WallTime since{};             ///< of its first write
    std::vector<ProviderKey> providers;

    bool operator==(const RestartNeeded&) const = default;
};

/// `needed` is for the connector of `key`, too.
bool concerns(const std::optional<RestartNeeded>& needed, const ProviderKey& key);

/// What `ledger` says; nothing: no restart is needed.
std::optional<RestartNeeded> restart_needed(const Ledger& ledger);

/// Of a connector that was just created: whoever opens it first gets these values.
LoginState login_of_new(const ConnectorValues& values, const std::optional<Fingerprint>& secret);

/// Takes note that `item` was created or updated; its entry holds what was written already.
///
/// | write                                           | needs a restart                                |
/// |-------------------------------------------------|------------------------------------------------|
/// | create                                          | no: whoever opens it first gets these values   |
/// | update of nothing but the name                  | no                                             |
/// | update to the values last known in force        | no, and no longer if an earlier one did        |
/// | any other update of issuer, client id or secret | yes, until note_sight() or a restart denies it |
void note_write(Ledger& ledger, const PlanItem& item);

/// True when note_write() has more to say about an update than that nothing changes.
bool reaches_logins(const PlanItem& item);

/// What a sight tells about NetBird.
enum class SightTells
{
    nothing,
    still_old, ///< this connector does not use what was written
    in_force,  ///< this connector was opened after its last write
    restarted, ///< it was opened anew since an earlier sight: NetBird was restarted
};

/// A probe saw the connector of `key`. `restarted` is for restart_seen(), with the LoginState::seen_at that
/// the entry had before.
SightTells note_sight(Ledger& ledger, const ProviderKey& key, const LoginProbeResult& sight);

/// Which connectors to look at before anything is written: their answers may show that NetBird was restarted.
struct Candidate
{
    ProviderKey key;
    bool decisive = false; ///< if it looks as before, NetBird was not restarted: the rest need not be asked
};

/// Only connectors that count as open already; in the order to ask. Empty when no restart is needed.
std::vector<Candidate> worth_a_probe(const Ledger& ledger);

/// NetBird was restarted after the writes up to the need `until`: it uses what was stored then, which is what
/// `observed` lists as far as that is what was written. Later writes stay as they are.
void restart_seen(Ledger& ledger, const ObservedState& observed, std::uint64_t until);

/// True when `now` is another process than `before`: it started at another time *and* has used less CPU. The
/// start time alone moves when the host's clock is set.
bool is_another_run(const ServerRun& before, const ServerRun& now);

/// What came of an operator's word that NetBird was restarted.
enum class Acknowledgement
{
    taken,
    nothing_needed,
    other_generation, ///< more was written since that generation: it must be restarted again
};

/// The word for the need `generation`; nothing: for whatever is needed now. It is believed until a probe sees
/// former values (worth_a_probe() names whom to ask).
Acknowledgement acknowledge_restart(Ledger& ledger, std::optional<std::uint64_t> generation);

/// How the need changed.
struct NeedChange
{
    bool raised = false; ///< it is new, or writes were added to it
    bool ended = false;
};

/// Sums up the entries: a need whose connector is gone is none. Makes the next generation when one of them
/// belongs to it.
NeedChange settle_need(Ledger& ledger, const ObservedState& observed, WallTime now);

} // namespace idpsync
