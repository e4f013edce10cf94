#pragma once

// A plan and its outcomes as events for the log. Pure. Those of the account's settings are without a
// provider, with setting=group_sync.

#include "core/event.hpp"
#include "core/hold.hpp"
#include "core/plan.hpp"
#include "core/restart.hpp"
#include "reconcile/report.hpp"
#include "reconcile/settle.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace idpsync::reconcile {

/// What a plan found before anything is written: drift, conflicts, what is blocked or refused, unverified
/// secrets.
std::vector<Event> events_of_plan(const Plan& plan);

/// Those of one connector.
std::vector<Event> events_of_connector(const PlanItem& item);

/// What the ledger took over or let go of without a write: adopted, renamed, released.
std::vector<Event> events_of_ownership(const Plan& plan);

/// The outcome of one write.
Event event_of_outcome(const PlanItem& item, const ProviderResult& result);
Event event_of_outcome(const GroupSyncItem& item, const GroupSyncResult& result);
Event event_of_outcome(const ClientItem& item, const ClientResult& result);

/// The secret before the one in use was removed at the provider, or could not be.
Event event_of_removed_secret(const ClientItem& item, const Result<void>& removed);

/// NetBird's login service uses the new secret of a client that knows one: it was probed.
Event event_of_secret_in_use(const ClientItem& item);

Event event_of_settling(const Subject& subject, Verb verb, std::chrono::seconds wait);
Event event_of_settled(const SettledWrite& settled);
Event event_of_duplicate(const Duplicate& duplicate);

Event event_of_restart_needed(const RestartNeeded& needed, const NextCommand& commands);
/// `by`: what showed it.
Event event_of_restart_seen(const std::string& by, std::uint64_t generation);
Event event_of_restart_unneeded(std::uint64_t generation);
Event event_of_unreadable_metrics(const std::string& problem);
Event event_of_failed_marker(const Error& error);

/// Whose it is, is not said yet.
Event event_of_drift(const Drift& drift);
/// A connector was updated by others.
Event event_of_touch(const ProviderKey& key, const AuditTouch& touch);
Event event_of_unreadable_log(const Error& error);
Event event_of_restored_backup();

/// The end of a pass, with its counts.
Event event_of_end(const Report& report);

} // namespace idpsync::reconcile
