#pragma once

// The events that docs/events.md promises, read from its table: whoever adds an event adds a row there, and
// the sinks of the tests hold every event against it.

#include "core/event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::test {

/// One row of the table.
struct PromisedEvent
{
    std::string name;
    std::vector<std::string> levels;
    std::vector<std::string> required; ///< fields that are always there
    std::vector<std::string> optional; ///< [in brackets]: left out when there is nothing to say
};

/// The rows between "| event |" and the end of that table. A row without a name continues the one above it.
/// Throws std::runtime_error for a row that cannot be read.
std::vector<PromisedEvent> read_event_catalogue(std::string_view markdown);

/// docs/events.md.
const std::vector<PromisedEvent>& event_catalogue();

/// What of `event` the catalogue does not promise, in words for who wrote it; empty when all is well.
std::string violation(const Event& event, const std::vector<PromisedEvent>& catalogue = event_catalogue());

/// The same for a line of the log as JSON.
std::string violation_of_line(const std::string& json);

} // namespace idpsync::test
