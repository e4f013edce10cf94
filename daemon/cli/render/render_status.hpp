#pragma once

// What `status` says to a person.

#include "service/control/status.hpp"

#include <cstddef>
#include <string>

namespace idpsync::cli {

/// More rows of what is well than this become one line with a count.
inline constexpr std::size_t most_well_rows = 10;

struct StatusStyle
{
    bool colour = false;
    bool verbose = false;  ///< every row, and the last error of providers that are in sync again
    bool problems = false; ///< no row of what is well
};

/// The whole text, ending in a newline:
///
///     NetBird https://netbird.example.com
///
///     ! corp       refused  for 2m  the file names another issuer than NetBird has
///         next: add `allow: [issuer-change]`
///     = pocket-id  in sync  for 3h  created 3h ago (file)
///
///     next pass in 3m, the last was 2m ago; running for 3h; configuration 0123456789abcdef
///     Status: not well: corp refused.
///
/// What concerns the whole service (a pause, wrong files, a pass that failed) stands above the providers, and
/// of these the worst come first. Times are counted from the daemon's own clock.
std::string render_status(const service::control::StatusDocument& status, const StatusStyle& style);

} // namespace idpsync::cli
