#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `apply`: carries out one pass. On a terminal, and without --yes, a plan that deletes is shown first and
/// asked about; the pass then plans anew, under the same guards.
ExitCode apply(const ApplyOptions& options, Console& console);

} // namespace idpsync::cli
