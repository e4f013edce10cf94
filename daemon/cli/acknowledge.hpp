#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "service/control/protocol.hpp"

namespace idpsync::cli {

/// `ack-restart` where no daemon answers: takes the lock of the state directory and notes it there. Errors:
/// `nobody` when another process holds the lock, conflict when more was written since that generation,
/// storage.
Result<service::control::AcknowledgeAnswer> acknowledge_here(const AcknowledgeOptions& options,
                                                             const Error& nobody, Console& console);

} // namespace idpsync::cli
