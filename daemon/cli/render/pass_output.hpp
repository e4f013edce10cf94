#pragma once

// What `apply` and `reload` have in common: the question before deletes, and the report.

#include "cli/console.hpp"
#include "cli/render/render_plan.hpp"
#include "reconcile/report.hpp"

#include <set>
#include <string>

namespace idpsync::cli {

/// The connectors that a pass with this plan would delete.
std::set<ConnectorId> deletes_of(const Plan& plan);

/// Shows the plan and asks whether its deletes shall be carried out. Gives the plan as it was shown, without
/// colour, in `shown`.
bool consents_to_deletes(const Plan& plan, RenderOptions options, std::string& shown, Console& console);

struct ReportOutput
{
    RenderOptions render; ///< its colour is the output's
    bool json = false;
    bool observed = false;     ///< the pass was not allowed to write
    std::string shown;         ///< what consents_to_deletes() showed; it is not printed twice
    bool plan_printed = false; ///< print_plan() was called before
};

/// Prints the plan alone, unless `output` says that it was seen already, or is JSON.
void print_plan(const Plan& plan, ReportOutput output, Console& console);

/// Prints what came of a pass.
void print_report(const reconcile::Report& report, ReportOutput output, Console& console);

} // namespace idpsync::cli
