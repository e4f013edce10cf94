#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `import`: prints what NetBird has as configuration, or writes a file for each provider.
ExitCode import_providers(const ImportOptions& options, Console& console);

} // namespace idpsync::cli
