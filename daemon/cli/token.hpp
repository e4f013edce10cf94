#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `token show`: the daemon's access token, and whether it can be renewed; `token renew`: its successor takes
/// its place in the file.
ExitCode token(const TokenOptions& options, Console& console);

} // namespace idpsync::cli
