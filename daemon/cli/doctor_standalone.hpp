#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `doctor` with a configuration that declares a standalone NetBird: looks at its files, its provider and its
/// API, and says what is wrong. Writes nothing. What could not be checked is not well.
ExitCode doctor_standalone(const DoctorOptions& options, Console& console);

} // namespace idpsync::cli
