#pragma once

// Carries out the writes of a plan, each under an intent that is durable before the request leaves:
// docs/reconciling.md 10-13 and 16.

#include "core/event.hpp"
#include "core/guard.hpp"
#include "core/plan.hpp"
#include "net/clock.hpp"
#include "netbird/client.hpp"
#include "reconcile/group_commit.hpp"
#include "reconcile/pass_memory.hpp"
#include "reconcile/pass_secrets.hpp"
#include "reconcile/report.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <map>
#include <vector>

namespace idpsync::reconcile {

/// NetBird said no: the same write is held for a while (rule 16).
inline bool is_refusal(ErrorKind kind)
{
    return kind == ErrorKind::rejected || kind == ErrorKind::unauthorized || kind == ErrorKind::forbidden;
}

class Writer
{
public:
    /// What it works on; all of it outlives the writer.
    struct Work
    {
        netbird::Client& netbird;
        net::Clock& clock;
        EventSink& events;
        LedgerStore& store;
        PassMemory& memory;
        Ledger& ledger; ///< changed with every intent and outcome
        const PassSecrets& secrets;
        const ObservedState& observed;           ///< as the plan saw it
        Report& report;                          ///< its results are filled in
        std::optional<net::SteadyTime> deadline; ///< no write begins after it, and the report is partial
    };

    explicit Writer(const Work& work);

    /// Every create and update that is selected, at most `concurrency` at once.
    boost::asio::awaitable<void> create_and_update(unsigned concurrency);

    /// This one alone, an update; the others leave it alone then.
    boost::asio::awaitable<void> update_one(std::size_t index);

    /// Every delete, one at a time, with list and settings read again before each; only when all creates and
    /// updates have succeeded. What a partial pass leaves is untouched.
    boost::asio::awaitable<void> remove();

    /// Makes the outcomes of the last writes durable.
    boost::asio::awaitable<Result<void>> finish();

private:
    /// Writes that are due, in order; workers take them from the front.
    struct Queue
    {
        std::vector<std::size_t> items; ///< indices into the plan
        std::size_t next = 0;           ///< the first that no worker has taken
        std::size_t opened = 0;         ///< so many have an intent in the ledger
        std::size_t durable = 0;        ///< so many have it on the disk
    };

    boost::asio::awaitable<void> work_off(Queue& queue);
    boost::asio::awaitable<void> write(Queue& queue, std::size_t position);
    boost::asio::awaitable<Result<void>> make_durable(Queue& queue, std::size_t position);
    boost::asio::awaitable<Result<ConnectorId>> send(const PlanItem& item);
    boost::asio::awaitable<void> remove_one(std::size_t index);
    boost::asio::awaitable<std::optional<Error>> objection(const PlanItem& item);

    [[nodiscard]] bool time_is_up() const;
    void leave(const Queue& queue, std::size_t position);
    void open_intent(const PlanItem& item);
    void close_intent(const Intent& intent);
    void restore_intent(const PlanItem& item);
    void record(std::size_t index, const Result<ConnectorId>& outcome);
    void fail(std::size_t index, ProviderResult::Outcome outcome, Error error);

    Work work_;
    GroupCommit commits_;
    std::map<ProviderKey, Intent> former_intents_; ///< what an earlier pass left open, where ours stands now
};

} // namespace idpsync::reconcile
