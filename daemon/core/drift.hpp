#pragma once

// In what NetBird differs from what was declared and written before, and who did it, where that is known: one
// shape for the log, `plan --json` and `status --json` (docs/drift.schema.json). Pure.

#include "core/enumerators.hpp"
#include "core/ledger_audit.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

struct ClientItem;
struct GroupSyncItem;
struct PlanItem;

/// Who did something behind our back, by NetBird's audit log. Raw; all empty: not known.
struct Authors
{
    std::string by;     ///< who did last, as "Ada <ada@example.com>"
    std::string at;     ///< when, by NetBird's clock
    std::string others; ///< who else since our own last write, the last first, comma-separated

    [[nodiscard]] bool known() const { return !by.empty(); }

    bool operator==(const Authors&) const = default;
};

Authors authors_of(const AuditTouch& touch);

/// One difference.
struct Drift
{
    enum class Kind
    {
        changed, ///< one field of a connector, one of the account's settings, or one part of a client
        missing, ///< the connector, or the client
    };
    BOOST_DESCRIBE_NESTED_ENUM(Kind, changed, missing)

    Kind kind = Kind::changed;
    std::string field; ///< of changed, like what follows
    std::string observed;
    std::string desired;
    Authors authors;
    std::string client = {}; ///< of the client at a provider: whose product it is; empty: of NetBird

    bool operator==(const Drift&) const = default;
};

/// Fills PlanItem::drift and `touched`, and says who did it where a deleted connector or an unverified secret
/// comes from others.
void find_drift(PlanItem& item, const AuditState& audit);

/// Fills GroupSyncItem::drift. Nobody is named: NetBird's log has nothing of these settings.
void find_drift(GroupSyncItem& item);

/// Fills ClientItem::drift. Nobody is named: providers do not tell.
void find_drift(ClientItem& item);

/// Who is behind the item's drift or its touched secret; nobody known: empty.
Authors authors_behind(const PlanItem& item);

/// The conflict over a connector that others deleted (docs/reconciling.md 4), in words. Escaped.
std::string deleted_in_netbird(const ConnectorId& connector, const Authors& by);

} // namespace idpsync
