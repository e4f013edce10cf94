#include "service/verification/expiry_watch.hpp"

#include "core/expiry.hpp"
#include "core/time_text.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

Event warning(EventName name, const std::optional<ProviderKey>& provider, WallTime end, WallTime now,
              const std::string& next)
{
    const auto left = std::chrono::floor<std::chrono::days>(end - now).count();
    return {name,
            Level::warning,
            provider,
            {{"expires", format_timestamp(end)}, {"days", std::to_string(left)}, {"next", next}}};
}

} // namespace

bool ExpiryWatch::is_due(const std::string& what, WallTime end, WallTime now)
{
    std::erase_if(told_, [&](const auto& one) { return now - one.second.seen > expiry_notices.front(); });
    const auto due = due_notice(expiry_notices, end, now);
    if (!due)
        return false;
    const auto [told, is_first] = told_.try_emplace({what, end}, Told{*due, now});
    const bool comes_closer = is_first || *due < told->second.notice;
    told->second = {std::min(*due, told->second.notice), std::max(now, told->second.seen)};
    return comes_closer;
}

std::optional<Event> ExpiryWatch::certificate(const std::optional<ProviderKey>& provider,
                                              const std::string& host, WallTime end, WallTime now)
{
    if (!is_due("certificate of " + host + (provider ? " for " + provider->str() : std::string()), end, now))
        return std::nullopt;
    auto event = warning(EventName::certificate_expiring, provider, end, now,
                         "renew the certificate of " + host + "; from that moment on nobody can sign in");
    event.fields.emplace(event.fields.begin(), "host", host);
    return event;
}

std::optional<Event> ExpiryWatch::client_secret(const ProviderKey& provider, WallTime end, WallTime now,
                                                bool shown)
{
    if (!is_due("client secret of " + provider.str(), end, now))
        return std::nullopt;
    return warning(EventName::client_secret_expiring, provider, end, now,
                   shown ? "create a new secret at the provider, and put it where client_secret points"
                         : "create a new secret at the provider, put it where client_secret points, and set "
                           "client_secret_expires");
}

std::optional<Event> ExpiryWatch::registration(const ProviderKey& provider, WallTime end, WallTime now)
{
    if (!is_due("registration of " + provider.str(), end, now))
        return std::nullopt;
    return warning(EventName::registration_expiring, provider, end, now,
                   "make a new token at the provider, and put it where `registration` points");
}

} // namespace idpsync::service
