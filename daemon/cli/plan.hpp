#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "config/load.hpp"
#include "core/next_command.hpp"
#include "reconcile/report.hpp"

#include <string>

namespace idpsync::cli {

/// Shows what a pass would do, and writes nothing.
ExitCode plan(const PlanOptions& options, Console& console);

/// The same with a configuration that was read already.
ExitCode plan_configuration(const PlanOptions& options, const config::Configuration& configuration,
                            Console& console);

/// Where a plan was made.
struct PlanPlace
{
    std::string management_url;
    Mode mode = Mode::enforce;
    std::string ledger; ///< the file; empty: the daemon's
    NextCommand commands;
    std::string not_checked{}; ///< a sentence about settings that were not judged; empty: all were
};

/// Prints the plan of `report` as the options say, and gives the exit code.
ExitCode print_plan_of(const reconcile::Report& report, const PlanOptions& options, const PlanPlace& place,
                       Console& console);

} // namespace idpsync::cli
