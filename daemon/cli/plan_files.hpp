#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `plan --files DIR|-`: what a pass would do with other files than those in place. A running daemon plans
/// them; without one, this process does with the local ledger.
ExitCode plan_files(const PlanOptions& options, Console& console);

} // namespace idpsync::cli
