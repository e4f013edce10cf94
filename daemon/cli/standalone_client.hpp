#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"

namespace idpsync::cli {

/// How the client of a standalone NetBird differs from what NetBird needs; with --write it is made so.
ExitCode standalone_client(const StandaloneClientOptions& options, Console& console);

} // namespace idpsync::cli
