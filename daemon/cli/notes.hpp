#pragma once

// What a command without a log says beside its own output.

#include "cli/console.hpp"
#include "core/event.hpp"

#include <set>

namespace idpsync::cli {

/// Stands in for the log: the command's own output says nearly all that events say. Lines on standard error
/// say the rest: on a terminal for what it waits, and everywhere what nothing else shows, as that the history
/// cannot be written. Each is said once.
class Notes final : public EventSink
{
public:
    /// `console` must outlive it.
    explicit Notes(Console& console) : console_(console) {}

    void emit(Event event) override;

private:
    Console& console_;
    std::set<EventName> told_;
};

/// The line for `event`, or nothing when it is not one about waiting.
std::string wait_note(const Event& event);

/// The warning for `event`, or nothing when the command's own output says it.
std::string warning_note(const Event& event);

} // namespace idpsync::cli
