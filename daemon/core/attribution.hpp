#pragma once

// Who changed our connectors, by NetBird's audit log: docs/reconciling.md 14. NetBird never shows a secret,
// but its log says who updated a connector and when. Pure. Times are NetBird's own; they are compared with
// each other and never with our clock.

#include "core/ledger.hpp"
#include "core/ledger_audit.hpp"

#include <set>
#include <string>
#include <vector>

namespace idpsync {

/// One event of the log about a connector.
struct AuditEvent
{
    std::string id;
    AuditTime at;
    Verb verb = Verb::update;
    ConnectorId target;
    AuditUser by;
};

/// What one look into the log found.
struct AuditReading
{
    /// How far back it went.
    enum class End
    {
        cursor,    ///< to what was known before
        beginning, ///< to the first event that there is
        limit,     ///< 30 days before its newest event, or 16 MiB: what is before stays unknown
    };

    std::vector<AuditEvent> events; ///< about connectors, the newest first, none that the cursor knew
    AuditCursor newest;             ///< where the next look begins
    End end = End::beginning;
    /// The event that the cursor stood at is missing, although the log reaches back past it: the server was
    /// restored from a backup.
    bool restored = false;
};

/// What a reading changes, for whoever acts on it.
struct AuditNews
{
    std::set<ConnectorId> touched; ///< updated by others after our own last write: the secret may be another
    bool restored = false;
};

/// Takes a reading into what is known. `written`: the connectors that were written since the last reading;
/// who wrote them in the log is us. Without a cursor there was nothing to compare with: nothing counts as
/// touched then.
AuditNews absorb(AuditState& state, const AuditReading& reading, const std::set<ConnectorId>& written);

/// Drops what is known of connectors that are neither listed nor the ledger's: deleted ones, which nobody
/// asks about any more.
void forget_gone_connectors(AuditState& state, const std::set<ConnectorId>& there);

/// True when a touch by `state.others` of this connector asks for its secret to be written again: once for
/// each user and declared secret (docs/reconciling.md 9); notes that it did.
bool answers_touch(AuditState& state, const ConnectorId& connector, const Fingerprint& secret);

} // namespace idpsync
