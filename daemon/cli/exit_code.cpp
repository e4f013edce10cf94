#include "cli/exit_code.hpp"

#include "core/condition.hpp"
#include "service/system/signals.hpp"

#include <algorithm>
#include <csignal>

namespace idpsync::cli {

ExitCode exit_code_of(const Error& error)
{
    switch (error.kind)
    {
    case ErrorKind::bad_config: return ExitCode::bad_config;
    case ErrorKind::stopped: return exit_code_of_signal(service::stop_signal());
    default: return ExitCode::failure;
    }
}

ExitCode exit_code_of_signal(int number)
{
    static_assert(service::exit_status_of_signal(SIGINT) == static_cast<int>(ExitCode::interrupted));
    static_assert(service::exit_status_of_signal(SIGTERM) == static_cast<int>(ExitCode::terminated));
    switch (number)
    {
    case SIGINT: return ExitCode::interrupted;
    case SIGTERM: return ExitCode::terminated;
    default: return ExitCode::failure;
    }
}

ExitCode exit_code_of_plan(const Plan& plan, bool intents_open)
{
    bool trouble = false;
    bool changes = intents_open;
    const auto take = [&](const auto& item) {
        const auto exit = row_of(condition_of(item)).plan_exit;
        // What the command did not name is not written, and counts for nothing.
        const bool left_alone = !item.selected && item.action != Action::wait && !item.troubled();
        trouble = trouble || exit == static_cast<int>(ExitCode::failure);
        changes = changes || (exit == static_cast<int>(ExitCode::changes) && !left_alone);
    };
    std::ranges::for_each(plan.items, take);
    if (plan.group_sync && plan.group_sync->selected)
        take(*plan.group_sync);
    if (trouble)
        return ExitCode::failure;
    return changes ? ExitCode::changes : ExitCode::success;
}

ExitCode exit_code_of_report(const reconcile::Report& report, Mode mode)
{
    const auto& settings = report.plan.group_sync;
    if (mode == Mode::enforce && settings && settings->reason == Reason::restored)
        return report.group_sync && report.group_sync->in_sync ? ExitCode::success : ExitCode::failure;
    const bool works = std::ranges::none_of(report.plan.items, [](const PlanItem& item) {
        return item.selected && item.login_refused.has_value();
    });
    const bool done =
        mode == Mode::enforce && report.did_what_was_named() && works && !report.confirmation_failed;
    return done ? ExitCode::success : ExitCode::failure;
}

ExitCode exit_code_of_status(const service::control::StatusDocument& status)
{
    return status.conditions.fine() ? ExitCode::success : ExitCode::changes;
}

ExitCode exit_code_of_health(const service::control::StatusDocument& status)
{
    return status.conditions.unready() == nullptr ? ExitCode::success : ExitCode::failure;
}

} // namespace idpsync::cli
