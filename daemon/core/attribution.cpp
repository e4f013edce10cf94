#include "core/attribution.hpp"

#include <algorithm>
#include <ranges>

namespace idpsync {
namespace {

/// Who wrote each of these connectors, by the log; nothing: no one name can be given.
std::optional<std::string> who_we_are(const AuditState& state, const AuditReading& reading,
                                      const std::set<ConnectorId>& written)
{
    std::map<ConnectorId, std::set<std::string>> writers;
    for (const auto& event : reading.events)
        if (written.contains(event.target))
            writers[event.target].insert(event.by.id);
    if (writers.empty())
        return std::nullopt;

    auto candidates = writers.begin()->second;
    for (const auto& [connector, users] : writers)
        std::erase_if(candidates, [&](const std::string& user) { return !users.contains(user); });
    if (candidates.contains(state.user))
        return state.user;
    if (candidates.size() == 1)
        return *candidates.begin();
    return std::nullopt;
}

void add(AuditTouch& touch, const AuditEvent& event)
{
    touch.at = event.at;
    touch.deleted = event.verb == Verb::remove;
    std::erase_if(touch.users, [&](const AuditUser& user) { return user.id == event.by.id; });
    touch.users.insert(touch.users.begin(), event.by);
    if (touch.users.size() > AuditTouch::most_users)
        touch.users.pop_back();
}

} // namespace

AuditNews absorb(AuditState& state, const AuditReading& reading, const std::set<ConnectorId>& written)
{
    AuditNews news;
    const bool first = !state.cursor;
    state.user = who_we_are(state, reading, written).value_or(state.user);
    for (const auto& event : reading.events | std::views::reverse)
    {
        if (event.by.id == state.user)
        {
            state.touches.erase(event.target);
            continue;
        }
        add(state.touches[event.target], event);
        if (!first && event.verb == Verb::update)
            news.touched.insert(event.target);
    }
    news.restored = reading.restored;
    if (reading.newest != AuditCursor{})
        state.cursor = reading.newest;
    return news;
}

void forget_gone_connectors(AuditState& state, const std::set<ConnectorId>& there)
{
    const auto is_gone = [&](const auto& one) { return !there.contains(one.first); };
    std::erase_if(state.touches, is_gone);
    std::erase_if(state.answered, is_gone);
}

bool answers_touch(AuditState& state, const ConnectorId& connector, const Fingerprint& secret)
{
    const auto touch = state.touches.find(connector);
    if (touch == state.touches.end())
        return false;
    auto& [answered, users] = state.answered[connector];
    if (answered != secret)
    {
        answered = secret;
        users.clear();
    }
    bool asks = false;
    for (const auto& user : touch->second.users)
        asks = users.insert(user.id).second || asks;
    return asks;
}

} // namespace idpsync
