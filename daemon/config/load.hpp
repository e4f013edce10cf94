#pragma once

// YAML files -> Settings and DesiredState, or every error in them at once.

#include "config/diagnostic.hpp"
#include "config/settings.hpp"
#include "core/desired.hpp"
#include "core/seams.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace idpsync::config {

/// A configuration without an error.
struct Configuration
{
    Settings settings;
    DesiredState desired;
    std::vector<Diagnostic> warnings;
    std::vector<Diagnostic> leftovers; ///< values of the examples that nobody changed: for `check`
    /// Where settings stand that name another file, by their path: "identity_providers.corp.client_secret".
    std::map<std::string, SourceLocation> places;
};

struct LoadFailure
{
    std::vector<Diagnostic>
        errors; ///< never empty; by file, line, column; of each file the first 20 and a count
    std::vector<Diagnostic> warnings;
    /// Where the settings that were good say that secrets are, and where they say so: Configuration::places.
    std::map<std::string, SecretSource> secrets{};
    std::map<std::string, SourceLocation> places{};
};

[[noreturn]] void throw_exception_from_error(const LoadFailure& failure,
                                             const boost::source_location& location);

/// So many errors of one file are reported, and how many more there are.
inline constexpr std::size_t most_of_one_file = 20;

/// Files larger than this are refused unread: no configuration is.
inline constexpr std::uint64_t largest_file = 4U << 20U;

/// What places call a file, by its path; empty: the path.
using PlaceNames = std::function<std::string(const std::string& path)>;

/// Reads `file` (its absolute path) and the *.yaml of its providers_dir (relative to the file's directory).
/// Reads no secret. A missing or unreadable providers_dir that the file names is an error; `providers.d`
/// beside the file is the default and may be missing. Names that begin with a dot, and everything that does
/// not end in .yaml, are passed over (.yml, .YAML and a directory of such a name with a warning). A file that
/// is a mount point of its own is read with a warning: nobody can replace it.
boost::system::result<Configuration, LoadFailure> load(Files& files, const std::string& file,
                                                       const PlaceNames& names = {});

} // namespace idpsync::config
