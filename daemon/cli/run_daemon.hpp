#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `run`: the service, until a signal ends it.
ExitCode run_daemon(const RunOptions& options, Console& console);

} // namespace idpsync::cli
