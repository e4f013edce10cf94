#pragma once

// What `apply` did, as a person reads it.

#include "reconcile/report.hpp"

#include <string>

namespace idpsync::cli {

/// One line for each provider that something happened to (when `brief`, for those that something went wrong
/// with), then one that sums up:
///
///     created  authentik  id=authentik-d3k1…
///     failed   corp       NetBird refused it: …
///
///     Applied: 1 created, 1 failed; 3 of 4 providers in sync. Not in sync: corp.
std::string render_report(const reconcile::Report& report, bool colour, const NextCommand& commands = {},
                          bool brief = false);

} // namespace idpsync::cli
