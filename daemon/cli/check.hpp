#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `check`: reads the files, and says everything that is wrong with them. 0 or 78.
ExitCode check(const CheckOptions& options, Console& console);

} // namespace idpsync::cli
