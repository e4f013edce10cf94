#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `pause`: the running daemon observes only, for a while.
ExitCode pause(const PauseOptions& options, Console& console);

/// `resume`: it goes on at once.
ExitCode resume(const ResumeOptions& options, Console& console);

/// `ack-restart`: tells it that NetBird was restarted.
ExitCode acknowledge_restart(const AcknowledgeOptions& options, Console& console);

} // namespace idpsync::cli
