#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `status`: what the running daemon last saw and did.
ExitCode status(const StatusOptions& options, Console& console);

} // namespace idpsync::cli
