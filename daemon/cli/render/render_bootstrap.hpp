#pragma once

#include "bootstrap/bootstrap.hpp"

#include <string>

namespace idpsync::cli {

/// What is there now, what of it was made, and what to do next. `options` name the same installation again
/// (options_to_repeat()).
std::string render_bootstrap(const bootstrap::Report& report, const std::string& options);

/// The same as JSON; `changed` says whether anything was made.
std::string bootstrap_json(const bootstrap::Report& report);

} // namespace idpsync::cli
