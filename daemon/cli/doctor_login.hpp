#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `doctor --login KEY`: somebody signs in for real, and what NetBird makes of it is told. `options.login`
/// must be there. Writes nothing but checks.json, takes no lock.
ExitCode doctor_login(const DoctorOptions& options, Console& console);

} // namespace idpsync::cli
