#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `reload`: the running daemon reads its files and runs a pass, and this prints what came of it as `apply`
/// does. On a terminal, and without --yes, a plan that deletes is shown first and asked about.
ExitCode reload(const ReloadOptions& options, Console& console);

} // namespace idpsync::cli
