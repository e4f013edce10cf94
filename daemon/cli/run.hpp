#pragma once

#include "cli/console.hpp"

#include <string>
#include <vector>

namespace idpsync::cli {

/// Parses the arguments (those behind the program's name) and runs the command they ask for.
ExitCode run(const std::vector<std::string>& arguments, Console& console);

} // namespace idpsync::cli
