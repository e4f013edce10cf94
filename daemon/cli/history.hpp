#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `history`: the last changes that the state directory knows of. Reads without a lock, and no configuration.
ExitCode history(const HistoryOptions& options, Console& console);

} // namespace idpsync::cli
