#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `bootstrap`: from a fresh NetBird to a token and a configuration for the daemon.
ExitCode bootstrap(const BootstrapOptions& options, Console& console);

} // namespace idpsync::cli
