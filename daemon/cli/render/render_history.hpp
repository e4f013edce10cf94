#pragma once

// What `history` says to a person.

#include "service/history.hpp"

#include <string>
#include <vector>

namespace idpsync::cli {

/// A line for each change, in the order given: time, key, change, cause, what was changed and by whom; then
/// connector and configuration. Text from outside is escaped.
///
///     2026-11-21T10:00:00Z  pocket-id  updated  drift  name; by Ada <ada@example.com>  pocketid-d3k1
///     9f86d081
std::string render_history(const std::vector<service::HistoryEntry>& entries, bool colour);

} // namespace idpsync::cli
