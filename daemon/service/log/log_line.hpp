#pragma once

// An event as one line of the log: what docs/events.md promises. Pure; log.hpp adds time and level and writes
// it.

#include "core/event.hpp"

#include <string>
#include <string_view>

namespace idpsync::service {

/// `event=created provider=pocket-id name="Pocket ID"`: values stand bare when they are plain words, else
/// quoted and escaped.
std::string text_fields(const Event& event);

/// `"event":"created","provider":"pocket-id"`: the members of a JSON object, without its braces. Numbers and
/// booleans stand as such (field_types.hpp). Values that
/// are not UTF-8 are escaped first.
std::string json_fields(const Event& event);

/// The number of syslog that the journal reads from "<N>" at the beginning of a line: 3 (error) to 7 (debug).
int syslog_priority(Level level);

} // namespace idpsync::service
