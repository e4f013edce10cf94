#include "cli/run.hpp"

#include "cli/apply.hpp"
#include "cli/arguments.hpp"
#include "cli/bootstrap.hpp"
#include "cli/check.hpp"
#include "cli/complete.hpp"
#include "cli/doctor.hpp"
#include "cli/history.hpp"
#include "cli/import.hpp"
#include "cli/pause.hpp"
#include "cli/plan.hpp"
#include "cli/reload.hpp"
#include "cli/rotate.hpp"
#include "cli/run_daemon.hpp"
#include "cli/show.hpp"
#include "cli/show_registration.hpp"
#include "cli/standalone.hpp"
#include "cli/standalone_client.hpp"
#include "cli/status.hpp"
#include "cli/token.hpp"
#include "core/text.hpp"

#include <exception>

namespace idpsync::cli {
namespace {

/// One overload for each thing that a command line can ask for.
struct Runner
{
    Console& console;

    ExitCode operator()(const CheckOptions& options) const { return check(options, console); }
    ExitCode operator()(const PlanOptions& options) const { return plan(options, console); }
    ExitCode operator()(const ApplyOptions& options) const { return apply(options, console); }
    ExitCode operator()(const BootstrapOptions& options) const { return bootstrap(options, console); }
    ExitCode operator()(const RunOptions& options) const { return run_daemon(options, console); }
    ExitCode operator()(const DoctorOptions& options) const { return doctor(options, console); }
    ExitCode operator()(const ShowOptions& options) const { return show(options, console); }

    ExitCode operator()(const RegistrationOptions& options) const
    {
        return show_registration(options, console);
    }

    ExitCode operator()(const StatusOptions& options) const { return status(options, console); }
    ExitCode operator()(const HealthOptions& options) const { return health(options, console); }
    ExitCode operator()(const HistoryOptions& options) const { return history(options, console); }
    ExitCode operator()(const ReloadOptions& options) const { return reload(options, console); }
    ExitCode operator()(const RotateOptions& options) const { return rotate(options, console); }
    ExitCode operator()(const PauseOptions& options) const { return pause(options, console); }
    ExitCode operator()(const ResumeOptions& options) const { return resume(options, console); }

    ExitCode operator()(const AcknowledgeOptions& options) const
    {
        return acknowledge_restart(options, console);
    }

    ExitCode operator()(const ImportOptions& options) const { return import_providers(options, console); }

    ExitCode operator()(const StandaloneOptions& options) const
    {
        return render_standalone(options, console);
    }

    ExitCode operator()(const StandaloneClientOptions& options) const
    {
        return standalone_client(options, console);
    }

    ExitCode operator()(const TokenOptions& options) const { return token(options, console); }
    ExitCode operator()(const CompleteOptions& options) const { return complete(options, console); }

    ExitCode operator()(const Information& information) const
    {
        console.print_exactly(information.text);
        return console.finish(ExitCode::success);
    }

    ExitCode operator()(const UsageError& error) const
    {
        console.error(error.message + "; " + error.next);
        return ExitCode::usage;
    }
};

} // namespace

ExitCode run(const std::vector<std::string>& arguments, Console& console)
{
    try
    {
        return std::visit(Runner{console}, parse_arguments(arguments));
    }
    catch (const std::exception& bug)
    {
        console.error("internal error: " + escaped(bug.what()) + "; please report this");
        return ExitCode::internal;
    }
}

} // namespace idpsync::cli
