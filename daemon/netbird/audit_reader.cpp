#include "netbird/audit_reader.hpp"

#include "json/text.hpp"

#include <algorithm>

namespace idpsync::netbird {
namespace {

constexpr std::size_t most_bytes = 16U << 20U;
/// One event of NetBird takes some hundred bytes.
constexpr std::size_t longest_event = 64U << 10U;
constexpr std::size_t most_events = 1'000;
constexpr std::int64_t oldest_second = 30LL * 24 * 3600; ///< before the newest event

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string text_of(const boost::json::value& event, std::string_view name)
{
    const auto* member = find_member(event, name);
    const auto* text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

std::optional<Verb> verb_of(std::string_view code)
{
    if (code == "identityprovider.create")
        return Verb::create;
    if (code == "identityprovider.update")
        return Verb::update;
    if (code == "identityprovider.delete")
        return Verb::remove;
    return std::nullopt;
}

} // namespace

bool AuditReader::take(std::string_view piece)
{
    for (const char c : piece)
    {
        if (place_ == Place::enough || place_ == Place::wrong)
            return false;
        if (++taken_ > most_bytes)
        {
            reading_.end = AuditReading::End::limit;
            place_ = Place::enough;
            return false;
        }
        take(c);
    }
    return place_ != Place::enough && place_ != Place::wrong;
}

void AuditReader::take(char c)
{
    if (place_ == Place::event)
        return take_of_event(c);
    if (is_space(c))
        return;
    if (place_ == Place::before && c == '[')
        place_ = Place::list;
    else if (place_ == Place::list && c == '{')
    {
        place_ = Place::event;
        take_of_event(c);
    }
    else if (place_ == Place::list && c == ']')
        place_ = Place::behind;
    else if (place_ != Place::list || c != ',')
        place_ = Place::wrong;
}

void AuditReader::take_of_event(char c)
{
    event_ += c;
    if (event_.size() > longest_event)
        place_ = Place::wrong;
    else if (in_string_)
    {
        const bool ends = c == '"' && !escaped_;
        escaped_ = c == '\\' && !escaped_;
        in_string_ = !ends;
    }
    else if (c == '"')
        in_string_ = true;
    else if (c == '{' || c == '[')
        ++depth_;
    else if ((c == '}' || c == ']') && --depth_ == 0)
    {
        place_ = Place::list;
        take_event();
        event_.clear();
    }
}

void AuditReader::take_event()
{
    const auto parsed = parse_json(event_);
    const auto at = parsed ? parse_audit_time(text_of(*parsed, "timestamp")) : std::nullopt;
    const auto id = parsed ? text_of(*parsed, "id") : std::string();
    if (!at || id.empty())
    {
        place_ = Place::wrong;
        return;
    }
    note_newest(*at, id);
    const bool known = is_known(*at, id);
    if (past_cursor_ && *at < reading_.newest.at)
    {
        reading_.end = AuditReading::End::cursor;
        place_ = Place::enough;
        return;
    }
    if (reading_.newest.at.seconds - at->seconds > oldest_second || reading_.events.size() == most_events)
    {
        reading_.end = AuditReading::End::limit;
        place_ = Place::enough;
        return;
    }
    const auto verb = verb_of(text_of(*parsed, "activity_code"));
    if (verb && !known)
        reading_.events.push_back(
            {.id = id,
             .at = *at,
             .verb = *verb,
             .target = ConnectorId{text_of(*parsed, "target_id")},
             .by = {text_of(*parsed, "initiator_id"), text_of(*parsed, "initiator_name"),
                    text_of(*parsed, "initiator_email")}});
}

void AuditReader::note_newest(const AuditTime& at, const std::string& id)
{
    auto& newest = reading_.newest;
    if (newest.ids.empty() || at > newest.at)
        newest = {at, {}};
    if (at == newest.at)
        newest.ids.insert(id);
}

bool AuditReader::is_known(const AuditTime& at, const std::string& id)
{
    if (!since_)
        return false;
    const bool is_it = at == since_->at && since_->ids.contains(id);
    met_cursor_ = met_cursor_ || is_it;
    past_cursor_ = past_cursor_ || at < since_->at;
    return is_it || at < since_->at;
}

Result<AuditReading> AuditReader::finish()
{
    if (place_ != Place::enough && place_ != Place::behind)
        return Error{ErrorKind::bad_response, "the audit log is not the list of events that NetBird writes"};
    reading_.restored = past_cursor_ && !met_cursor_;
    return std::move(reading_);
}

} // namespace idpsync::netbird
