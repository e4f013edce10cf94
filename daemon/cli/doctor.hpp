#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `doctor`: looks at NetBird and the providers and says what is wrong. Writes nothing, takes no lock.
/// With --login: see doctor_login.hpp; of a standalone NetBird: doctor_standalone.hpp.
ExitCode doctor(const DoctorOptions& options, Console& console);

} // namespace idpsync::cli
