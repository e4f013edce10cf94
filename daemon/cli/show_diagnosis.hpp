#pragma once

// The end of each `doctor`: what it prints, and its exit code.

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "core/error.hpp"
#include "diagnose/diagnosis.hpp"

namespace idpsync::cli {

/// As text, or as JSON with --json. success: nothing is wrong and everything could be checked.
ExitCode show_diagnosis(const Result<diagnose::Diagnosis>& diagnosis, const CommonOptions& options,
                        Console& console);

} // namespace idpsync::cli
