#pragma once

// What the steps of one pass share. reconciler.cpp is the recipe that calls them.

#include "core/decide.hpp"
#include "core/policy.hpp"
#include "reconcile/pass_secrets.hpp"
#include "reconcile/reconciler.hpp"
#include "reconcile/watched_events.hpp"

#include <vector>

namespace idpsync::reconcile {

/// A ledger that could not be saved after writes, in words for the report.
Error unsaved(const Error& error, const NextCommand& commands);

/// What one pass is asked to make true.
struct PassInput
{
    const DesiredState& desired;
    const Secrets& secrets;
    const Policy& policy;
    const PassRequest& request;
};

/// A write without a known outcome, which may still reach NetBird.
struct WriteUnderWay
{
    Subject subject;
    Verb verb = Verb::update;
    net::SteadyTime settles_at;
};

/// The data of one pass, used once. Each step says what it changes of it; everything it refers to outlives
/// it.
struct PassWork
{
    PassWork(const Reconciler::Dependencies& seams, PassMemory& of_process, const PassInput& asked);
    PassWork(const PassWork&) = delete;
    PassWork& operator=(const PassWork&) = delete;

    WatchedEvents events;
    Reconciler::Dependencies dependencies; ///< with `events`
    PassMemory& memory;
    PassInput input;
    PassSecrets secrets;

    Ledger ledger;
    ObservedState observed;     ///< as it was listed last
    net::SteadyTime list_asked; ///< when that was asked for
    Holds holds;                ///< what settling keeps from being written
    Report report;

    [[nodiscard]] bool may_write() const;
    [[nodiscard]] bool
    concerns_group_sync() const; ///< the account's settings are declared, or to be put back
    [[nodiscard]] bool intents_open() const;

    /// The write of an open intent could have arrived after the list was read.
    [[nodiscard]] bool may_still_arrive(const Intent& intent) const;
    [[nodiscard]] bool settings_may_still_arrive() const;
    /// Every such write; of the account's settings only where the pass concerns them.
    [[nodiscard]] std::vector<WriteUnderWay> writes_under_way() const;

    /// What earlier passes hold back; nothing when somebody asked for this one.
    [[nodiscard]] Holds refused_before() const;

    Result<void> save();
};

} // namespace idpsync::reconcile
