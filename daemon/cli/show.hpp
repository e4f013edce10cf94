#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `show redirect-uri`: what has to be registered at a provider. Asks NetBird's login service.
ExitCode show(const ShowOptions& options, Console& console);

} // namespace idpsync::cli
