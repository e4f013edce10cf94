#pragma once

// What a command without a log says while it waits.

#include "cli/console.hpp"
#include "core/event.hpp"

namespace idpsync::cli {

/// Stands in for the log on a terminal, where the command's own output says the rest: a line when NetBird
/// limits requests, and one when an earlier write has to settle. Each is said once.
class WaitNotes final : public EventSink
{
public:
    /// `console` must outlive it.
    explicit WaitNotes(Console& console) : console_(console) {}

    void emit(Event event) override;

private:
    Console& console_;
    bool told_of_settling_ = false;
    bool told_of_throttling_ = false;
};

/// The line for `event`, or nothing when it is not one about waiting.
std::string wait_note(const Event& event);

} // namespace idpsync::cli
