#pragma once

// A change as JSON: a line of history.jsonl, and a member of what `history --json` prints. Pure.

#include "service/history.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

/// One line, without its end. What is not known is left out.
std::string to_json(const HistoryEntry& entry);

/// And back; nothing when it is no such line. Members that this version does not know are passed over.
std::optional<HistoryEntry> history_entry_from(std::string_view line);

/// What `history --json` prints, and what the daemon answers: every member, null where it does not apply.
std::string history_document(const History::Kept& kept);

} // namespace idpsync::service
