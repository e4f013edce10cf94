#pragma once

// What a command says to the shell: docs/reconciling.md 26.

#include "core/plan.hpp"
#include "reconcile/report.hpp"
#include "service/control/status.hpp"

namespace idpsync::cli {

enum class ExitCode
{
    success = 0,
    failure = 1,       ///< something is refused, in conflict, blocked or failed
    changes = 2,       ///< plan: a pass would write, or something is pending; status: not in sync
    usage = 64,        ///< the command line is wrong (EX_USAGE of sysexits.h)
    internal = 70,     ///< a bug (EX_SOFTWARE)
    bad_config = 78,   ///< a file is wrong: configuration, token, CA certificates (EX_CONFIG)
    interrupted = 130, ///< stopped by SIGINT, as a shell shows it
    terminated = 143,  ///< stopped by SIGTERM
};

/// 78 when a file is what is wrong, 130 or 143 when a signal stopped the command, else 1.
ExitCode exit_code_of(const Error& error);

/// 130 for SIGINT, 143 for SIGTERM; 1 for what stops no command.
ExitCode exit_code_of_signal(int number);

/// `plan`: 1 when anything is refused, in conflict or blocked, or a provider says no to what NetBird has;
/// else 2 when a pass would write, something waits for a later pass, or an earlier write has no known outcome
/// yet; else 0. Adoptions with nothing to write, unmanaged connectors and unverified secrets are 0.
ExitCode exit_code_of_plan(const Plan& plan, bool intents_open);

/// `apply`: 0 when everything declared, named on the command line or not, is in sync afterwards, and no
/// provider says no to what the command was about. Observe mode is 1: it carried nothing out. After
/// --restore-settings, 0 when the settings are back: what is declared is not in force then, as it was asked
/// for.
ExitCode exit_code_of_report(const reconcile::Report& report, Mode mode);

/// `status`: 0 when every condition is fine (core/condition.hpp), else 2.
ExitCode exit_code_of_status(const service::control::StatusDocument& status);

/// `health`: 0 when no condition makes the service unready, as /readyz says it, else 1.
ExitCode exit_code_of_health(const service::control::StatusDocument& status);

} // namespace idpsync::cli
