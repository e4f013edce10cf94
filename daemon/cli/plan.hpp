#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `plan`: shows what a pass would do. Writes nothing, takes no lock.
ExitCode plan(const PlanOptions& options, Console& console);

} // namespace idpsync::cli
