#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// Prints the keys that the configuration declares, `group_sync` too, one on each line; nothing of files that
/// are wrong: whoever presses TAB wants no errors.
ExitCode complete(const CompleteOptions& options, Console& console);

} // namespace idpsync::cli
