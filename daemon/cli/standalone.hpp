#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `standalone render`: shows how the files of a standalone NetBird differ from what is declared, or writes
/// them.
ExitCode render_standalone(const StandaloneOptions& options, Console& console);

} // namespace idpsync::cli
