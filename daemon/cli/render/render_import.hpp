#pragma once

// `import` as YAML: what the reader of the files takes as declarations, the rest as comments.

#include "core/import.hpp"

#include <string>

namespace idpsync::cli {

/// One document for providers_dir (or the tail of config.yaml): every provider, those that are refused
/// commented out, and at its head where it comes from. Providers that are all refused, or none, leave
/// `identity_providers` empty.
std::string render_import(const Import& import, const std::string& management_url);

/// One provider that is not refused, as a file of providers_dir of its own.
std::string render_import_file(const ImportedProvider& provider, const std::string& management_url);

} // namespace idpsync::cli
