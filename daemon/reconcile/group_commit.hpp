#pragma once

// Many writers, one save: whatever the writers of a moment changed in the ledger goes to disk together.

#include "core/error.hpp"
#include "core/ledger.hpp"
#include "net/async_event.hpp"
#include "reconcile/ledger_store.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace idpsync::reconcile {

/// Saves one ledger for all coroutines of a pass (docs/reconciling.md 11).
class GroupCommit
{
public:
    /// Both must outlive it.
    GroupCommit(LedgerStore& store, const Ledger& ledger) : store_(store), ledger_(ledger) {}

    /// Returns when the ledger as it was at the call, or later, is durable. The save waits for every
    /// coroutine that is ready to run, so that their changes go along.
    boost::asio::awaitable<Result<void>> commit();

private:
    struct Batch
    {
        explicit Batch(const boost::asio::any_io_executor& executor) : done(executor) {}

        net::AsyncEvent done;
        Result<void> result;
    };

    LedgerStore& store_;
    const Ledger& ledger_;
    std::shared_ptr<Batch> open_; ///< still takes in changes
};

} // namespace idpsync::reconcile
