#pragma once

// What `status` says to a person.

#include "service/control/status.hpp"

#include <string>

namespace idpsync::cli {

struct StatusStyle
{
    bool colour = false;
    bool verbose = false; ///< also the last error of providers that are in sync again
};

/// The whole text, ending in a newline:
///
///     NetBird https://netbird.example.com
///
///     = pocket-id  in sync   for 3h  created 3h ago (file)
///     ! corp       blocked   for 2m  the file names another issuer than NetBird has
///         next: add `allow: [issuer-change]`
///
///     last pass 2m ago, next in 3m; running for 3h; configuration 0123456789abcdef
///     1 of 2 providers in sync, not corp
///
/// What keeps the daemon from its work (a pause, wrong files, a pass that failed) stands above the providers.
/// Times are counted from the daemon's own clock.
std::string render_status(const service::control::StatusDocument& status, const StatusStyle& style);

} // namespace idpsync::cli
