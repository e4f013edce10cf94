#include "cli/exit_code.hpp"

#include <algorithm>

namespace idpsync::cli {

ExitCode exit_code_of(const Error& error)
{
    return error.kind == ErrorKind::bad_config ? ExitCode::bad_config : ExitCode::failure;
}

ExitCode exit_code_of_plan(const Plan& plan, bool intents_open)
{
    const bool troubled = std::any_of(plan.items.begin(), plan.items.end(),
                                      [](const PlanItem& item) { return item.troubled(); });
    if (troubled)
        return ExitCode::failure;
    const bool pending = intents_open || plan.count(Action::wait) != 0;
    return plan.has_writes() || pending ? ExitCode::changes : ExitCode::success;
}

ExitCode exit_code_of_report(const reconcile::Report& report, Mode mode)
{
    const bool done = mode == Mode::enforce && report.in_sync() && !report.confirmation_failed;
    return done ? ExitCode::success : ExitCode::failure;
}

} // namespace idpsync::cli
