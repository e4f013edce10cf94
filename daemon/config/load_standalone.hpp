#pragma once

// A configuration with `standalone:` -> what it declares, or every error in it at once.

#include "config/load.hpp"
#include "config/standalone.hpp"

namespace idpsync::config {

/// Such a configuration without an error.
struct StandaloneConfiguration
{
    Standalone standalone;
    std::optional<Management> management;
    ProviderAccess providers;
    Settings daemon; ///< as `run` has them: of the log, the metrics, NetBird and the time between checks
    std::vector<Diagnostic> warnings;
    std::vector<Diagnostic> leftovers;            ///< as Configuration has them
    std::map<std::string, SourceLocation> places; ///< "standalone.manager.token", "standalone.directory"
};

/// True when `file` can be read and has `standalone:` at its top: load_standalone() is for it, else load().
bool declares_standalone(Files& files, const std::string& file);

/// Reads `file` (its absolute path). Whatever belongs to a NetBird with identity_providers is an error that
/// says why, also a file that declares one in `providers.d` beside it. Reads no secret.
boost::system::result<StandaloneConfiguration, LoadFailure> load_standalone(Files& files,
                                                                            const std::string& file);

} // namespace idpsync::config
