#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"

namespace idpsync::cli {

/// `rotate`: a pass over the named providers that gives each a new client secret; the running daemon's, or
/// one of its own where none runs.
ExitCode rotate(const RotateOptions& options, Console& console);

} // namespace idpsync::cli
