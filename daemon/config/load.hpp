#pragma once

// YAML files -> Settings and DesiredState, or every error in them at once.

#include "config/settings.hpp"
#include "core/desired.hpp"
#include "core/seams.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::config {

/// One thing that is wrong, or worth a warning, and where.
struct Diagnostic
{
    SourceLocation where;
    std::string path;    ///< "identity_providers.pocket-id.issuer"; empty for the file as a whole
    std::string message; ///< what is wrong, and what to write
};

/// `file:line:column: path: message`, parts that are unknown left out.
std::string to_string(const Diagnostic& diagnostic);

/// A configuration without an error.
struct Configuration
{
    Settings settings;
    DesiredState desired;
    std::vector<Diagnostic> warnings;
};

struct LoadFailure
{
    std::vector<Diagnostic> errors; ///< never empty; by file, line, column
    std::vector<Diagnostic> warnings;
};

[[noreturn]] void throw_exception_from_error(const LoadFailure& failure,
                                             const boost::source_location& location);

/// Reads `file` and the *.yaml of its providers_dir (relative to the file's directory). Reads no secret.
/// A missing or unreadable providers_dir that the file names is an error; `providers.d` beside the file is
/// the default and may be missing.
boost::system::result<Configuration, LoadFailure> load(Files& files, const std::string& file);

} // namespace idpsync::config
