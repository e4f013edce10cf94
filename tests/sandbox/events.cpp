#include "sandbox/events.hpp"

#include "sandbox/time_text.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace idpsync::sandbox {
namespace {

std::string_view activity_of(std::string_view code)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 18> activities{{
        {"account.create", "Account created"},
        {"personal.access.token.create", "Personal access token created"},
        {"personal.access.token.delete", "Personal access token deleted"},
        {"service.user.create", "Service user created"},
        {"user.join", "User joined"},
        {"identityprovider.create", "Identity provider created"},
        {"identityprovider.update", "Identity provider updated"},
        {"identityprovider.delete", "Identity provider deleted"},
        {"account.network.range.update", "Account network range updated"},
        {"account.settings.auto.version.update", "Account AutoUpdate Version updated"},
        {"account.setting.ipv6.enable", "Account IPv6 overlay enabled"},
        {"account.setting.ipv6.disable", "Account IPv6 overlay disabled"},
        {"account.setting.group.propagation.enable", "User group propagation enabled"},
        {"account.setting.group.propagation.disable", "User group propagation disabled"},
        {"account.setting.lazy.connection.enable", "Account lazy connection enabled"},
        {"account.setting.lazy.connection.disable", "Account lazy connection disabled"},
        {"account.setting.routing.peer.dns.resolution.enable", "Account routing peer DNS resolution enabled"},
        {"account.setting.routing.peer.dns.resolution.disable",
         "Account routing peer DNS resolution disabled"},
    }};
    for (const auto& [known, activity] : activities)
        if (known == code)
            return activity;
    throw std::logic_error("the sandbox knows no activity " + std::string(code));
}

} // namespace

boost::json::object Events::event(WallTime when, std::string_view code, const Initiator& initiator,
                                  std::string_view target, boost::json::object meta)
{
    ++recorded_;
    return {{"activity", activity_of(code)},   {"activity_code", code},
            {"id", std::to_string(recorded_)}, {"initiator_email", initiator.email},
            {"initiator_id", initiator.id},    {"initiator_name", initiator.name},
            {"meta", std::move(meta)},         {"target_id", target},
            {"timestamp", to_rfc3339(when)}};
}

void Events::record(WallTime now, std::string_view code, const Initiator& initiator, std::string_view target,
                    boost::json::object meta)
{
    events_.push_back(event(now, code, initiator, target, std::move(meta)));
    if (events_.size() > kept_)
        events_.pop_front();
}

void Events::put_before(WallTime now, std::size_t count, std::string_view target, const Initiator& initiator)
{
    kept_ += count;
    for (std::size_t i = 1; i <= count; ++i)
    {
        const auto* code =
            i % 100 == 0 ? "identityprovider.update" : "account.setting.group.propagation.enable";
        events_.push_front(event(now - std::chrono::seconds(i), code, initiator, target,
                                 {{"issuer", "https://id.example.com"}, {"name", "Somebody's"}}));
    }
}

boost::json::array Events::newest_first() const
{
    boost::json::array list;
    list.reserve(events_.size());
    for (auto event = events_.rbegin(); event != events_.rend(); ++event)
        list.emplace_back(*event);
    return list;
}

} // namespace idpsync::sandbox
