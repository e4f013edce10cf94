#pragma once

// What is wrong with a file, and where.

#include "core/desired.hpp"

#include <cstddef>
#include <map>
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

/// `file:line:column`, parts that are unknown left out.
std::string to_string(const SourceLocation& where);

/// Everything found in all files of one load.
struct Diagnostics
{
    std::vector<Diagnostic> errors;
    std::vector<Diagnostic> warnings;
    std::vector<Diagnostic> leftovers; ///< values of the examples that nobody changed
    /// Where settings stand that name another file, by their path: "management.token".
    std::map<std::string, SourceLocation> places;
    /// Where secrets are that stand in no file of these, by the same paths.
    std::map<std::string, SecretSource> secrets;
};

/// Leaves the first `most` of each file, and in place of the others one that says how many: "… and 12,345
/// more errors". `diagnostics` are sorted by file.
void keep_the_first(std::vector<Diagnostic>& diagnostics, std::size_t most, std::string_view what);

} // namespace idpsync::config
