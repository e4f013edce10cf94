#pragma once

// An operator's word that NetBird was restarted, kept in the ledger and beside it.

#include "core/event.hpp"
#include "core/restart.hpp"
#include "reconcile/ledger_store.hpp"

#include <cstdint>
#include <optional>

namespace idpsync::reconcile {

/// Durable when it returns; NetBird is not asked, it may just be starting. The next pass looks whether logins
/// show the former values nonetheless, and raises the need anew if they do. Not while a pass runs. Errors
/// (storage): the ledger cannot be read or saved; then nothing is acknowledged.
Result<Acknowledgement> acknowledge_restart(LedgerStore& store, EventSink& events,
                                            std::optional<std::uint64_t> generation);

} // namespace idpsync::reconcile
