#include "reconcile/acknowledge.hpp"

#include "reconcile/pass_events.hpp"

namespace idpsync::reconcile {

Result<Acknowledgement> acknowledge_restart(LedgerStore& store, EventSink& events,
                                            std::optional<std::uint64_t> generation)
{
    auto ledger = store.load();
    if (ledger.has_error())
        return ledger.error();
    const auto outcome = idpsync::acknowledge_restart(*ledger, generation);
    if (outcome != Acknowledgement::taken)
        return outcome;
    if (const auto saved = store.save(*ledger); saved.has_error())
        return saved.error();
    events.emit(event_of_restart_seen("ack-restart", ledger->restart.generation));
    if (const auto removed = store.mark_restart(std::nullopt); removed.has_error())
        events.emit(event_of_failed_marker(removed.error()));
    return outcome;
}

} // namespace idpsync::reconcile
