// Prints the page of a daemon with something of everything on it.

#include "service/web/render_page.hpp"

#include <iostream>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

const WallTime noon{1'900'022'400s};
const net::SteadyTime now{100h};

ProviderKey key(const std::string& name)
{
    return ProviderKey::parse(name).value();
}

void add_provider(DaemonState& state, const std::string& name, ConditionId condition,
                  LoginHealth::State login)
{
    state.declared.push_back(key(name));
    state.providers.push_back({.key = key(name), .condition = condition, .since = noon - 3h});
    state.logins[key(name)] = {.state = login,
                               .looked_at = noon - 4min,
                               .next_look = noon + 4min,
                               .certificate_expires = noon + 24h,
                               .client_secret_expires = noon - 24h};
}

DaemonState troubled()
{
    DaemonState state;
    state.started = noon - 3h;
    state.management_url = "https://netbird.example.com";
    state.redirect_uri = "https://netbird.example.com/oauth2/callback";
    state.config_hash = "0123456789abcdef";
    state.last_pass = noon - 2min;
    state.looked = state.done = now - 2min;
    state.next_pass = now + 3min;
    state.paused_until = now + 20min;
    state.token_expires = noon + 48h;
    state.restart_needed = RestartNeeded{.generation = 1, .since = noon - 1h, .providers = {key("corp")}};
    add_provider(state, "broken", ConditionId::in_sync, LoginHealth::State::broken);
    state.logins[key("broken")].finding =
        Finding{FindingId::redirect_refused, Severity::error, "the provider refuses the redirect URI",
                "register it there"};
    add_provider(state, "corp", ConditionId::in_sync, LoginHealth::State::ready);
    add_provider(state, "drifted", ConditionId::drifted, LoginHealth::State::unknown);
    state.providers.back().drift = {{.field = "client_id",
                                     .observed = "other",
                                     .desired = "netbird",
                                     .authors = {.by = "Ada", .at = "2030-03-17T11:00:00Z", .others = {}}}};
    state.providers.back().rotating_since = noon - 10min;
    return state;
}

LoginDays days_of_every_kind(const std::vector<ProviderKey>& declared)
{
    LoginDays days;
    auto when = noon - 24h * 20;
    for (const auto seen : {CanSignIn::yes, CanSignIn::unknown, CanSignIn::no, CanSignIn::yes})
    {
        SignIns all;
        for (const auto& one : declared)
            all[one] = seen;
        days.note(all, declared, when);
        when += 1h; // not to know it counts once it lasts
        days.note(all, declared, when);
        when += 23h;
    }
    return days;
}

void print_page()
{
    const auto state = troubled();
    const std::vector<HistoryEntry> changes{{.provider = key("corp"),
                                             .when = noon - 1h,
                                             .what = "updated",
                                             .fields = {"client_id"},
                                             .authors = {.by = "Ada", .at = {}, .others = {}}}};
    const auto status = control::status_document(state, now, noon);
    std::cout << render_page({status, changes, days_of_every_kind(state.declared)});
}

} // namespace
} // namespace idpsync::service

int main()
{
    idpsync::service::print_page();
}
