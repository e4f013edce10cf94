#include "service/control/status.hpp"

#include "service/control/condition_json.hpp"
#include "service/control/logins.hpp"
#include "service/control/members.hpp"
#include "service/control/restart_json.hpp"
#include "service/drift_json.hpp"
#include "service/plan_json.hpp"
#include "service/version.hpp"

#include <algorithm>

namespace idpsync::service::control {

namespace json = boost::json;

namespace {

constexpr int document_version = 1;

WallTime wall_time_of(net::SteadyTime when, net::SteadyTime now, WallTime wall_now)
{
    return wall_now + std::chrono::round<std::chrono::seconds>(when - now);
}

json::value change_json(const std::optional<LastChange>& change)
{
    if (!change)
        return nullptr;
    return json::object{{"when", time_or_null(change->when)},
                        {"what", change->what},
                        {"cause", to_string(change->cause)},
                        {"who", text_or_null(change->who)}};
}

json::value error_json(const std::optional<LastError>& error)
{
    if (!error)
        return nullptr;
    return json::object{{"when", time_or_null(error->when)},
                        {"message", json_text(error->message)},
                        {"next", text_or_null(error->next)}};
}

json::object provider_json(const ProviderStatus& provider, const LoginStatuses& logins,
                           const Conditions& conditions)
{
    return {
        {"key", provider.key.str()},
        {"state", to_string(provider.standing)},
        {"condition", condition_or_null(conditions.find(provider.key))},
        {"since", time_or_null(provider.since)},
        {"action", to_string(provider.action)},
        {"reason", to_string(provider.reason)},
        {"problem", text_or_null(provider.problem)},
        {"next", text_or_null(provider.next)},
        {"unverified_since", time_or_null(provider.unverified_since)},
        {"next_try", time_or_null(provider.next_try)},
        {"id", text_or_null(provider.id ? provider.id->value : std::string())},
        {"drift", drift_json(provider.drift, &provider.key)},
        {"last_change", change_json(provider.change)},
        {"last_error", error_json(provider.error)},
        {"login", login_json(logins, provider.key)},
    };
}

json::value group_sync_json(const std::optional<GroupSyncStatus>& settings, const Conditions& conditions)
{
    if (!settings)
        return nullptr;
    return json::object{
        {"state", to_string(settings->standing)},
        {"condition", condition_or_null(conditions.group_sync ? &*conditions.group_sync : nullptr)},
        {"action", to_string(settings->action)},
        {"reason", to_string(settings->reason)},
        {"problem", text_or_null(settings->problem)},
        {"next", text_or_null(settings->next)},
        {"drift", drift_json(settings->drift, nullptr)}};
}

json::value waiting_json(const std::optional<WaitingChange>& waiting)
{
    if (!waiting)
        return nullptr;
    return json::object{{"id", waiting->id},
                        {"since", time_or_null(waiting->since)},
                        {"summary", text_or_null(waiting->summary)},
                        {"problem", text_or_null(waiting->problem)}};
}

std::optional<WaitingChange> waiting_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return WaitingChange{.id = members.text("id"),
                         .since = members.time("since").value_or(WallTime()),
                         .summary = members.text("summary"),
                         .problem = members.text("problem")};
}

json::value failure_json(const DaemonState& state)
{
    if (!state.failure)
        return nullptr;
    return json::object{{"kind", to_string(state.failure->kind)},
                        {"message", json_text(state.failure->text())},
                        {"since", time_or_null(state.failing_since)}};
}

std::optional<LastChange> change_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return LastChange{.when = members.time("when").value_or(WallTime()),
                      .what = members.text("what"),
                      .cause = members.named("cause", Cause::file),
                      .who = members.text("who")};
}

std::optional<LastError> last_error_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return LastError{.when = members.time("when").value_or(WallTime()),
                     .message = members.text("message"),
                     .next = members.text("next")};
}

std::optional<ProviderStatus> provider_in(const Members& members)
{
    auto key = ProviderKey::parse(members.text("key"));
    if (!key)
        return std::nullopt;
    ProviderStatus provider{.key = std::move(*key),
                            .standing = members.named("state", Standing::failed),
                            .condition = ConditionId::pending, // shown is what the document's conditions say
                            .since = members.time("since").value_or(WallTime()),
                            .action = members.named("action", Action::none),
                            .reason = members.named("reason", Reason::in_sync),
                            .problem = members.text("problem"),
                            .next = members.text("next"),
                            .unverified_since = members.time("unverified_since"),
                            .next_try = members.time("next_try"),
                            .id = std::nullopt,
                            .drift = drift_from_json(members.list("drift")),
                            .change = change_in(Members(members.find("last_change"))),
                            .error = last_error_in(Members(members.find("last_error")))};
    if (auto id = members.text("id"); !id.empty())
        provider.id = ConnectorId{std::move(id)};
    return provider;
}

std::optional<GroupSyncStatus> group_sync_status_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return GroupSyncStatus{.standing = members.named("state", Standing::failed),
                           .condition = ConditionId::pending,
                           .action = members.named("action", Action::none),
                           .reason = members.named("reason", Reason::in_sync),
                           .problem = members.text("problem"),
                           .next = members.text("next"),
                           .drift = drift_from_json(members.list("drift"))};
}

DaemonState state_in(const Members& members)
{
    const Members config(members.find("config"));
    const Members failure(members.find("failure"));
    DaemonState state;
    state.started = members.time("started");
    state.management_url = members.text("management_url");
    state.redirect_uri = members.text("redirect_uri");
    state.mode = members.named("mode", Mode::enforce);
    state.interval = std::chrono::milliseconds(members.number("interval_ms"));
    state.config_hash = config.text("hash");
    state.config_file = config.text("file");
    state.files_differ = config.flag("files_differ");
    state.config_rejected = config.text("error");
    state.waiting = waiting_in(Members(config.find("waiting")));
    state.passes = members.number("passes");
    state.pass_under_way = members.flag("pass_under_way");
    state.last_pass = members.time("last_pass");
    state.last_success = members.time("last_success");
    state.group_sync = group_sync_status_in(Members(members.find("group_sync")));
    state.unmanaged = members.number("unmanaged");
    state.audit_refused = members.text("audit_refused");
    state.restart_needed = restart_from_json(Members(members.find("restart_needed")));
    if (failure.there())
    {
        state.failure = Error{failure.named("kind", ErrorKind::bad_response), failure.text("message")};
        state.failing_since = failure.time("since");
    }
    for (const auto& one : members.list("not_looked_at"))
        if (auto key = ProviderKey::parse(Members(one).text("key")))
            state.declared.push_back(std::move(*key));
    for (const auto& one : members.list("no_longer_managed"))
        if (auto key = ProviderKey::parse(Members(one).text("key")))
            state.omitted.push_back(
                {.key = std::move(*key), .id = {Members(one).text("id")}, .why = {}, .next = {}});
    for (const auto& one : members.list("providers"))
    {
        auto provider = provider_in(Members(one));
        if (!provider)
            continue;
        if (auto login = login_in(Members(Members(one).find("login"))))
            state.logins.emplace(provider->key, std::move(*login));
        state.providers.push_back(std::move(*provider));
    }
    return state;
}

} // namespace

StatusDocument status_document(const DaemonState& state, net::SteadyTime now, WallTime wall_now)
{
    StatusDocument status{.program_version = std::string(version()),
                          .now = wall_now,
                          .next_pass = wall_time_of(std::max(state.next_pass, now), now, wall_now),
                          .paused_until = std::nullopt,
                          .in_sync = in_sync(state),
                          .fresh = is_fresh(state, now),
                          .state = state,
                          .conditions = conditions_of(state, now, wall_now)};
    if (state.paused_until)
        status.paused_until = wall_time_of(*state.paused_until, now, wall_now);
    return status;
}

json::object status_json(const StatusDocument& status)
{
    const auto& state = status.state;
    json::array providers;
    for (const auto& provider : state.providers)
        providers.emplace_back(provider_json(provider, state.logins, status.conditions));
    return {
        {"version", document_version},
        {"program_version", status.program_version},
        {"now", time_or_null(status.now)},
        {"started", time_or_null(state.started)},
        {"well", status.conditions.fine()},
        {"condition", condition_or_null(&status.conditions.service.front())},
        {"conditions", conditions_json(status.conditions.service)},
        {"verdict", json_text(verdict(status.conditions))},
        {"in_sync", status.in_sync},
        {"fresh", status.fresh},
        {"management_url", json_text(state.management_url)},
        {"redirect_uri", text_or_null(state.redirect_uri)},
        {"mode", to_string(state.mode)},
        {"paused_until", time_or_null(status.paused_until)},
        {"config", json::object{{"hash", state.config_hash},
                                {"file", text_or_null(state.config_file)},
                                {"files_differ", state.files_differ},
                                {"waiting", waiting_json(state.waiting)},
                                {"error", text_or_null(state.config_rejected)}}},
        {"interval_ms", state.interval.count()},
        {"passes", state.passes},
        {"pass_under_way", state.pass_under_way},
        {"last_pass", time_or_null(state.last_pass)},
        {"last_success", time_or_null(state.last_success)},
        {"next_pass", time_or_null(status.next_pass)},
        {"failure", failure_json(state)},
        {"restart_needed", restart_json(state.restart_needed)},
        {"unmanaged", state.unmanaged},
        {"audit_refused", text_or_null(state.audit_refused)},
        {"providers", std::move(providers)},
        {"not_looked_at", unseen_json(status.conditions, state)},
        {"no_longer_managed", omitted_json(state.omitted, status.conditions)},
        {"group_sync", group_sync_json(state.group_sync, status.conditions)},
    };
}

std::optional<StatusDocument> status_from_json(const json::value& value)
{
    const Members members(value);
    const auto now = members.time("now");
    if (!now || members.number("version") != document_version)
        return std::nullopt;
    return StatusDocument{.program_version = members.text("program_version"),
                          .now = *now,
                          .next_pass = members.time("next_pass").value_or(*now),
                          .paused_until = members.time("paused_until"),
                          .in_sync = members.flag("in_sync"),
                          .fresh = members.flag("fresh"),
                          .state = state_in(members),
                          .conditions = conditions_in(members)};
}

} // namespace idpsync::service::control
