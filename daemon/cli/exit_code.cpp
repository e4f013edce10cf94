#include "cli/exit_code.hpp"

#include "service/system/signals.hpp"

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
    if (plan.troubled())
        return ExitCode::failure;
    const bool settings_wait = plan.group_sync && plan.group_sync->action == Action::wait;
    const bool pending = intents_open || plan.count(Action::wait) != 0 || settings_wait;
    return plan.has_writes() || pending ? ExitCode::changes : ExitCode::success;
}

ExitCode exit_code_of_report(const reconcile::Report& report, Mode mode)
{
    const auto& settings = report.plan.group_sync;
    if (mode == Mode::enforce && settings && settings->reason == Reason::restored)
        return report.group_sync && report.group_sync->in_sync ? ExitCode::success : ExitCode::failure;
    const bool done = mode == Mode::enforce && report.in_sync() && !report.confirmation_failed;
    return done ? ExitCode::success : ExitCode::failure;
}

ExitCode exit_code_of_status(const service::control::StatusDocument& status)
{
    const bool logins_work = service::broken_logins(status.state.logins) == 0;
    return status.in_sync && status.fresh && logins_work ? ExitCode::success : ExitCode::changes;
}

} // namespace idpsync::cli
