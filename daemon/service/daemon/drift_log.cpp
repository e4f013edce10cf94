#include "service/daemon/drift_log.hpp"

#include <algorithm>
#include <array>

namespace idpsync::service {
namespace {

std::string field_of(const Event& event, std::string_view name)
{
    for (const auto& [key, value] : event.fields)
        if (key == name)
            return value;
    return {};
}

bool lasts(const Event& event)
{
    switch (event.name)
    {
    case EventName::drift:
    case EventName::conflict:
    case EventName::contested:
    case EventName::blocked:
    case EventName::held:
    case EventName::secret_unverified:
    case EventName::no_longer_managed:
    case EventName::duplicate: return true;
    // After a write it is the write's outcome; from the next plan on it lasts.
    case EventName::not_converging: return field_of(event, "write").empty();
    default: return false;
    }
}

bool puts_right(EventName name)
{
    return name == EventName::created || name == EventName::updated || name == EventName::deleted;
}

/// What makes two events speak of the same thing.
constexpr std::array identifying_fields{"setting", "client", "kind", "field", "other"};

std::string identity_of(const Event& event)
{
    std::string identity(to_string(event.name));
    identity += ' ' + (event.provider ? event.provider->str() : std::string());
    for (const auto* name : identifying_fields)
        identity += '\n' + field_of(event, name);
    return identity;
}

/// That what `event` told of is no more.
Event over(const Event& event)
{
    Event out{.name = event.name, .level = Level::info, .provider = event.provider, .fields = {}};
    for (const auto* name : identifying_fields)
        if (auto value = field_of(event, name); !value.empty())
            out.fields.emplace_back(name, std::move(value));
    out.fields.emplace_back("over", "true");
    return out;
}

bool refuses_the_token(ErrorKind kind)
{
    return kind == ErrorKind::unauthorized || kind == ErrorKind::forbidden;
}

} // namespace

std::vector<Event> DriftLog::of_pass(Event event)
{
    if (event.name == EventName::pass_started)
        begin();
    if (event.name == EventName::pass_done)
        return done(std::move(event));
    if (lasts(event))
        return standing(std::move(event));
    if (puts_right(event.name))
        forget(event);
    news_ = news_ || event.level > Level::debug;
    return {std::move(event)};
}

void DriftLog::begin()
{
    news_ = false;
    for (auto& [identity, one] : standing_)
        one.seen = false;
}

void DriftLog::forget(const Event& mended)
{
    std::erase_if(standing_, [&](const auto& one) {
        const auto& event = one.second.event;
        return event.provider == mended.provider &&
               field_of(event, "setting") == field_of(mended, "setting") &&
               field_of(event, "client") == field_of(mended, "client");
    });
}

std::vector<Event> DriftLog::standing(Event event)
{
    auto [found, appeared] = standing_.try_emplace(identity_of(event));
    auto& one = found->second;
    one.seen = true;
    // Why an answer is missing changes from try to try: that it is missing is told once.
    if (!appeared && (event.name == EventName::held || one.event.fields == event.fields))
        return {};
    one.event = event;
    news_ = true;
    return {std::move(event)};
}

std::vector<Event> DriftLog::done(Event event)
{
    std::vector<Event> out;
    for (auto one = standing_.begin(); one != standing_.end();)
    {
        if (!one->second.seen)
            out.push_back(over(one->second.event));
        one = one->second.seen ? std::next(one) : standing_.erase(one);
    }
    const bool same_again = last_done_ && last_done_->fields == event.fields;
    if (failure_ || news_ || !out.empty() || !last_done_)
        event.level = std::max(event.level, Level::info);
    else if (same_again)
        event.level = Level::debug;
    failure_.reset();
    last_done_ = event;
    out.push_back(std::move(event));
    return out;
}

Event DriftLog::of_failure(const Error& error, const std::string& retry)
{
    const bool news = !failure_ || failure_->kind != error.kind || failure_->text() != error.text();
    failure_ = error;
    return {EventName::failed,
            news || refuses_the_token(error.kind) ? Level::error : Level::debug,
            std::nullopt,
            {{"kind", std::string(to_string(error.kind))}, {"error", error.text()}, {"retry", retry}}};
}

} // namespace idpsync::service
