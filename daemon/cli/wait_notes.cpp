#include "cli/wait_notes.hpp"

#include <utility>

namespace idpsync::cli {
namespace {

std::string wait_of(const Event& event)
{
    for (const auto& [name, value] : event.fields)
        if (name == "wait")
            return value;
    return {};
}

} // namespace

std::string wait_note(const Event& event)
{
    const auto wait = wait_of(event);
    if (event.name == EventName::throttled)
        return "NetBird limits requests (429): going on one at a time, the next in " + wait;
    if (event.name == EventName::settling && wait != "0s")
        return "an earlier create" + (event.provider ? " of " + event.provider->str() : std::string()) +
               " has no known outcome: waiting " + wait + " before NetBird is asked what came of it";
    return {};
}

void WaitNotes::emit(Event event)
{
    const auto note = wait_note(event);
    auto& told = event.name == EventName::throttled ? told_of_throttling_ : told_of_settling_;
    if (!note.empty() && !std::exchange(told, true))
        console_.note(note);
}

} // namespace idpsync::cli
