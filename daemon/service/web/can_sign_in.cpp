#include "service/web/can_sign_in.hpp"

#include "core/joined.hpp"

#include <algorithm>
#include <vector>

namespace idpsync::service {
namespace {

std::string names(const std::vector<ProviderKey>& keys)
{
    constexpr std::size_t most_named = 5;
    const auto named = std::vector(
        keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(std::min(keys.size(), most_named)));
    auto text = joined(named, [](const auto& key) { return key.str(); });
    if (keys.size() > named.size())
        text += " and " + std::to_string(keys.size() - named.size()) + " more";
    return text;
}

} // namespace

CanSignIn can_sign_in(const Conditions& conditions, const LoginStatuses& logins, const ProviderKey& key)
{
    const auto login = logins.find(key);
    const bool seen = login != logins.end();
    if (seen && login->second.state == LoginHealth::State::broken)
        return CanSignIn::no;
    switch (conditions.login_of(key))
    {
    case LoginReady::never: return CanSignIn::no;
    case LoginReady::unknown: return CanSignIn::unknown;
    case LoginReady::as_seen: break;
    }
    return seen && login->second.state == LoginHealth::State::ready ? CanSignIn::yes : CanSignIn::unknown;
}

SignIns seen_sign_ins(const Conditions& conditions, const LoginStatuses& logins)
{
    SignIns seen;
    for (const auto& [key, login] : logins)
        if (login.looked_at)
            seen.emplace(key, can_sign_in(conditions, logins, key));
    return seen;
}

SignInAnswer can_people_sign_in(const control::StatusDocument& status)
{
    const auto& providers = status.conditions.providers;
    if (providers.empty())
    {
        const auto& most_urgent = status.conditions.service.front();
        return {CanSignIn::unknown,
                "Nobody knows: " +
                    (most_urgent.text.empty() ? std::string(most_urgent.row().word) : most_urgent.text) +
                    "."};
    }
    std::vector<ProviderKey> no;
    std::vector<ProviderKey> unknown;
    for (const auto& [key, condition] : providers)
    {
        const auto can = can_sign_in(status.conditions, status.state.logins, key);
        if (can == CanSignIn::no)
            no.push_back(key);
        else if (can == CanSignIn::unknown)
            unknown.push_back(key);
    }
    if (!no.empty())
        return {CanSignIn::no, (no.size() == providers.size() ? "No: " : "Not with ") + names(no) + "."};
    if (!unknown.empty())
        return {CanSignIn::unknown, "Nobody knows yet for " + names(unknown) + "."};
    return {CanSignIn::yes, providers.size() == 1
                                ? "Yes, with " + names({providers.front().first}) + "."
                                : "Yes, with all " + std::to_string(providers.size()) + " providers."};
}

} // namespace idpsync::service
