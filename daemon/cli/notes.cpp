#include "cli/notes.hpp"

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
               " before NetBird is asked for the result";
    return {};
}

std::string warning_note(const Event& event)
{
    const auto with_next = [&](const std::string& text) {
        const auto next = value_of(event, "next");
        return next.empty() ? text : text + "; " + next;
    };
    switch (event.name)
    {
    case EventName::history_unsaved:
        return with_next("the history of changes cannot be written: " + value_of(event, "error"));
    case EventName::metrics_unreadable:
        return with_next("management.metrics_url cannot be read: " + value_of(event, "error"));
    case EventName::backup_restored: return value_of(event, "note");
    default: return {};
    }
}

void Notes::emit(Event event)
{
    const auto wait = console_.terminals().errors ? wait_note(event) : std::string();
    const auto warning = warning_note(event);
    if ((wait.empty() && warning.empty()) || !told_.insert(event.name).second)
        return;
    if (wait.empty())
        console_.warning(warning);
    else
        console_.note(wait);
}

} // namespace idpsync::cli
