#pragma once

// Who changed what, and which secrets may have been changed behind our back: NetBird's audit log
// (docs/reconciling.md 14).

#include "reconcile/pass_work.hpp"

#include <boost/asio/awaitable.hpp>

#include <set>

namespace idpsync::reconcile {

/// Works on the ledger. Nothing depends on the log: what it would say of an unreadable one stays unknown.
class AttributionStep
{
public:
    explicit AttributionStep(PassWork& work) : work_(work) {}

    /// What the audit log says of our connectors, where it may explain something.
    boost::asio::awaitable<void> look();

    /// In the plan: in what NetBird is not as it was written, and by whom.
    void name_who_changed_what();

    /// Finds our own writes in the log: what comes after them is not ours.
    boost::asio::awaitable<void> look_for_our_writes();

private:
    [[nodiscard]] bool wants_the_log() const;
    boost::asio::awaitable<void> read_the_log(const std::set<ConnectorId>& written);
    [[nodiscard]] std::set<ConnectorId> listed_or_remembered() const;
    void note_refused_log(const Error& error);
    void recall_the_log();
    /// Tells of the touch; true when its secret counts as never written from here on.
    bool answers_touch_of(const ProviderKey& key, const LedgerEntry& entry);
    static void forget_secret(LedgerEntry& entry);

    PassWork& work_;
};

} // namespace idpsync::reconcile
