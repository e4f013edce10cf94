#include "cli/wait_notes.hpp"

#include <string_view>
#include <utility>

namespace idpsync::cli {
namespace {

std::string value_of(const Event& event, std::string_view field)
{
    for (const auto& [name, value] : event.fields)
        if (name == field)
            return value;
    return {};
}

/// The key, or the account's settings.
std::string subject_of(const Event& event)
{
    return event.provider ? event.provider->str() : value_of(event, "setting");
}

} // namespace

std::string wait_note(const Event& event)
{
    const auto wait = value_of(event, "wait");
    if (event.name == EventName::throttled)
        return "NetBird limits requests (429): going on one at a time, the next in " + wait;
    if (event.name == EventName::settling && wait != "0s")
        return subject_of(event) + ": " + value_of(event, "why") + ": waiting " + wait +
               " before NetBird is asked what came of it";
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
