#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"

namespace idpsync::cli {

/// `run` with a configuration that declares a standalone NetBird.
ExitCode run_standalone(const RunOptions& options, Console& console);

} // namespace idpsync::cli
