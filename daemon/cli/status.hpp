#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `status`: what the running daemon last saw and did.
ExitCode status(const StatusOptions& options, Console& console);

/// `health`: whether it does its work, in one line.
ExitCode health(const HealthOptions& options, Console& console);

} // namespace idpsync::cli
