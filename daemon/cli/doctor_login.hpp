#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "config/load.hpp"
#include "core/error.hpp"
#include "core/provider.hpp"

#include <optional>

namespace idpsync::cli {

/// Why nobody may sign in yet, which the command line can put right; nothing: they may, or nobody is to.
std::optional<Error> objection_to_login(const DoctorOptions& options, const Console& console);

/// `doctor --login KEY`: somebody signs in for real, and what NetBird makes of it is told. `options.login`
/// must be there. Writes nothing but checks.json, takes no lock.
ExitCode doctor_login(const DoctorOptions& options, const ProviderKey& key,
                      const config::Configuration& configuration, Console& console);

} // namespace idpsync::cli
