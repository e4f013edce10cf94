#pragma once

// The configuration that `bootstrap` goes by: the one that is there, or the one that it will write.

#include "cli/arguments.hpp"
#include "config/load.hpp"
#include "core/error.hpp"
#include "core/seams.hpp"
#include "service/bootstrap_files.hpp"

#include <optional>
#include <string>
#include <variant>

namespace idpsync::cli {

struct BootstrapConfiguration
{
    config::Settings settings;
    std::string token_file;  ///< absolute
    std::string config_file; ///< absolute
    service::ConfigDraft draft;
};

/// Reads config.yaml of `options`, which must be of the NetBird that --url names, or hold the address of the
/// examples: that is replaced then, on its line. Where there is no file, one is drafted. What cannot be read
/// is a LoadFailure, to be printed. Other errors: bad_config for what --url names, conflict for a file of
/// another NetBird or one whose token is not in a file.
std::variant<BootstrapConfiguration, config::LoadFailure, Error>
bootstrap_configuration(Files& disk, const BootstrapOptions& options);

} // namespace idpsync::cli
