#include "service/monitoring/metrics.hpp"

#include "service/daemon/provider_status.hpp"
#include "service/daemon/schedule.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace idpsync::service {
namespace {

using Outcome = reconcile::ProviderResult::Outcome;
constexpr auto counter = Family::Kind::counter;
constexpr auto gauge = Family::Kind::gauge;

constexpr std::array pass_bounds{0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0};
constexpr std::array request_bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0};

double seconds_of(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

std::string result_of(const Result<reconcile::Report>& outcome)
{
    if (outcome.has_error())
        return "failed";
    return unfinished(*outcome) ? "incomplete" : "success";
}

/// What was sent, and what came of it; nothing for a result without a write.
std::string_view result_of_write(Outcome outcome)
{
    switch (outcome)
    {
    case Outcome::created:
    case Outcome::updated:
    case Outcome::deleted: return "success";
    case Outcome::not_converging: return "not_converging";
    case Outcome::failed: return "failed";
    case Outcome::unknown: return "unknown";
    case Outcome::untouched:
    case Outcome::held: return {};
    }
    return {};
}

std::string_view verb_of(Action action)
{
    switch (action)
    {
    case Action::create: return "create";
    case Action::update: return "update";
    case Action::remove: return "delete";
    default: return {};
    }
}

} // namespace

Metrics::Metrics(std::string_view version)
    : build_info_(gauge, "idpsync_build_info", "Which netbird-idp-sync this is; always 1.", {"version"}),
      config_info_(gauge, "idpsync_config_info",
                   "Which files are in force, and the commit that they are from; always 1.",
                   {"hash", "revision"}),
      reload_successful_(
          gauge, "idpsync_config_last_reload_successful",
          "1 when the files on disk are in force, 0 when they are wrong and the last good ones are."),
      reload_success_time_(gauge, "idpsync_config_last_reload_success_timestamp_seconds",
                           "When the files were read and found good last."),
      passes_(
          counter, "idpsync_passes_total",
          "Passes by result: success (all was done that could be), incomplete (a write must be repeated), "
          "failed (NetBird could not be read).",
          {"result"}),
      pass_duration_("idpsync_pass_duration_seconds", "How long passes took.", pass_bounds),
      last_pass_(gauge, "idpsync_last_pass_timestamp_seconds", "When the last pass ended."),
      last_success_(gauge, "idpsync_last_success_timestamp_seconds",
                    "When the last pass with success ended."),
      providers_(gauge, "idpsync_providers",
                 "Providers by state, after the last pass that could read NetBird.", {"state"}),
      provider_in_sync_(gauge, "idpsync_provider_in_sync",
                        "1 when NetBird has the provider as declared, else 0.", {"provider"}),
      client_in_sync_(gauge, "idpsync_client_in_sync",
                      "1 when the client at the provider is as it must be, else 0.", {"provider"}),
      client_last_check_(gauge, "idpsync_client_last_check_timestamp_seconds",
                         "When the provider showed the client last.", {"provider"}),
      writes_(counter, "idpsync_writes_total", "Writes to NetBird by verb and result.", {"verb", "result"}),
      drift_(counter, "idpsync_drift_total",
             "Differences from the files that others made in NetBird, each when it appeared or changed.",
             {"provider", "kind"}),
      api_requests_(counter, "idpsync_api_requests_total",
                    "Requests to NetBird's API by method and status; without an answer, by kind of failure.",
                    {"method", "code"}),
      api_duration_("idpsync_api_request_duration_seconds",
                    "How long requests to NetBird's API took, those without an answer included.",
                    request_bounds),
      issuer_up_(gauge, "idpsync_issuer_up",
                 "1 when the provider's discovery document could be fetched, else 0.", {"provider"}),
      login_ready_(gauge, "idpsync_login_ready",
                   "1 when everything that can be seen of its logins was accepted, else 0.", {"provider"}),
      all_well_(gauge, "idpsync_all_well", "1 when `status` would exit 0, else 0."),
      restart_needed_(gauge, "idpsync_restart_needed",
                      "1 when NetBird has to be restarted for a change to reach its login service, else 0."),
      restart_generation_(gauge, "idpsync_restart_generation",
                          "The number of that need; it grows with every pass that adds to it."),
      paused_(gauge, "idpsync_paused", "1 while the daemon only observes because of `pause`, else 0."),
      token_expiry_(gauge, "idpsync_token_expiry_timestamp_seconds",
                    "When the access token for NetBird expires."),
      token_renewal_failed_(gauge, "idpsync_token_renewal_failed",
                            "1 when the access token should have been renewed and was not, else 0."),
      client_secret_expiry_(gauge, "idpsync_client_secret_expiry_timestamp_seconds",
                            "When the declared client secret expires, by the file.", {"provider"}),
      registration_expiry_(gauge, "idpsync_registration_expiry_timestamp_seconds",
                           "When what `registration` signs in with at the provider expires.", {"provider"}),
      certificate_expiry_(gauge, "idpsync_certificate_expiry_timestamp_seconds",
                          "When the first certificate of the provider's hosts expires.", {"provider"}),
      log_lines_dropped_(counter, "idpsync_log_lines_dropped_total",
                         "Lines of the log that were dropped because nobody took them in time.")
{
    build_info_.set({std::string(version)}, 1);
}

void Metrics::configuration_accepted(WallTime when)
{
    reload_successful_.set(1);
    reload_success_time_.set(seconds(when));
}

void Metrics::configuration_rejected()
{
    reload_successful_.set(0);
}

void Metrics::pass_ended(const Result<reconcile::Report>& outcome, std::chrono::nanoseconds took,
                         WallTime when)
{
    const auto result = result_of(outcome);
    passes_.add({result});
    pass_duration_.observe(seconds_of(took));
    last_pass_.set(seconds(when));
    if (result == "success")
        last_success_.set(seconds(when));
    if (outcome.has_error())
        return;
    providers_are(*outcome);
    count_writes(*outcome);
}

void Metrics::providers_are(const reconcile::Report& report)
{
    std::map<SyncState, unsigned> counts;
    for (const auto& [item, result] : report.items())
    {
        const auto condition = condition_after(item, result);
        if (item.declared || row_of(condition).as_declared != AsDeclared::yes)
            ++counts[sync_state_of(item, result)];
    }
    for (const auto state : enumerators<SyncState>())
        providers_.set({std::string(to_string(state))}, counts[state]);
    providers_.set({"unmanaged"}, static_cast<double>(report.plan.unmanaged.size()));
}

void Metrics::parts_are(const std::vector<ProviderStatus>& parts)
{
    for (const auto state : enumerators<SyncState>())
        providers_.set({std::string(to_string(state))},
                       static_cast<double>(std::ranges::count(parts, state, &ProviderStatus::state)));
}

void Metrics::conditions_are(const Conditions& conditions, const DaemonState& state)
{
    all_well_.set(conditions.fine() ? 1 : 0);
    config_info_.clear();
    if (!state.config_hash.empty())
        config_info_.set({state.config_hash, state.config_revision.name}, 1);
    provider_in_sync_.clear();
    // A condition that outranks "not known" says how it was when somebody looked, or what else is wrong.
    const bool nobody_looks = std::ranges::any_of(
        conditions.service, [](const Condition& one) { return one.health() == Health::unknown; });
    const auto is_unseen = [&](const ProviderKey& key) {
        const auto known = std::ranges::find(state.providers, key, &ProviderStatus::key);
        return known != state.providers.end() && known->unseen;
    };
    for (const auto& [key, condition] : conditions.providers)
    {
        auto as_declared = condition.row().as_declared;
        if (nobody_looks || (as_declared == AsDeclared::yes && is_unseen(key)))
            as_declared = AsDeclared::unknown;
        const bool gone_as_it_should_be =
            as_declared == AsDeclared::yes && !std::ranges::binary_search(state.declared, key);
        if (as_declared != AsDeclared::unknown && !gone_as_it_should_be)
            provider_in_sync_.set({key.str()}, as_declared == AsDeclared::yes ? 1 : 0);
    }
    clients_are(conditions, state);
    logins_are(conditions, state.logins);
}

/// How it was when it was seen last says nothing of now, once nobody looks any more.
void Metrics::clients_are(const Conditions& conditions, const DaemonState& state)
{
    client_in_sync_.clear();
    client_last_check_.clear();
    const bool out_of_sight = std::ranges::any_of(
        conditions.service, [](const Condition& one) { return one.row().login == LoginReady::unknown; });
    for (const auto& provider : state.providers)
    {
        if (!provider.client || !provider.client->looked_at)
            continue;
        const LabelValues labels{provider.key.str()};
        client_last_check_.set(labels, seconds(*provider.client->looked_at));
        if (provider.client->in_sync && !out_of_sight)
            client_in_sync_.set(labels, *provider.client->in_sync ? 1 : 0);
    }
}

void Metrics::restart_needed(std::optional<std::uint64_t> generation)
{
    restart_needed_.set(generation ? 1 : 0);
    restart_generation_.clear();
    if (generation)
        restart_generation_.set(static_cast<double>(*generation));
}

void Metrics::token_expires(std::optional<WallTime> when)
{
    token_expiry_.clear();
    if (when)
        token_expiry_.set(seconds(*when));
}

void Metrics::token_renewal_failed(std::optional<bool> failed)
{
    token_renewal_failed_.clear();
    if (failed)
        token_renewal_failed_.set(*failed ? 1 : 0);
}

void Metrics::logins_are(const Conditions& conditions, const LoginStatuses& logins)
{
    for (auto* family :
         {&issuer_up_, &login_ready_, &client_secret_expiry_, &registration_expiry_, &certificate_expiry_})
        family->clear();
    for (const auto& [key, condition] : conditions.providers)
        if (conditions.login_of(key) == LoginReady::never)
            login_ready_.set({key.str()}, 0);
    for (const auto& [key, login] : logins)
    {
        const LabelValues labels{key.str()};
        if (login.issuer_up)
            issuer_up_.set(labels, *login.issuer_up ? 1 : 0);
        if (login.state == LoginHealth::State::broken)
            login_ready_.set(labels, 0);
        else if (login.state == LoginHealth::State::ready && conditions.login_of(key) == LoginReady::as_seen)
            login_ready_.set(labels, 1);
        if (login.certificate_expires)
            certificate_expiry_.set(labels, seconds(*login.certificate_expires));
        if (login.client_secret_expires)
            client_secret_expiry_.set(labels, seconds(*login.client_secret_expires));
        if (login.registration_expires)
            registration_expiry_.set(labels, seconds(*login.registration_expires));
    }
}

void Metrics::count_writes(const reconcile::Report& report)
{
    for (const auto& [item, result] : report.items())
    {
        const auto outcome = result == nullptr ? std::string_view() : result_of_write(result->outcome);
        const auto verb = verb_of(item.action);
        if (!outcome.empty() && !verb.empty())
            writes_.add({std::string(verb), std::string(outcome)});
    }
}

void Metrics::drifted(const Event& drift)
{
    const auto kind = std::ranges::find(drift.fields, "kind", &decltype(drift.fields)::value_type::first);
    // The account's settings are no provider's.
    drift_.add({drift.provider ? drift.provider->str() : std::string(),
                kind == drift.fields.end() ? std::string() : kind->second});
}

void Metrics::request_ended(const net::Request& request, const Result<net::Response>& result,
                            std::chrono::nanoseconds took)
{
    if (std::string_view(request.url.encoded_path()).find("/api/") == std::string_view::npos)
        return;
    const auto code =
        result.has_value() ? std::to_string(result->status) : std::string(to_string(result.error().kind));
    api_requests_.add({std::string(net::to_string(request.method)), code});
    api_duration_.observe(seconds_of(took));
}

std::string Metrics::text() const
{
    std::string out;
    for (const auto* family : {&build_info_,
                               &config_info_,
                               &reload_successful_,
                               &reload_success_time_,
                               &passes_,
                               &last_pass_,
                               &last_success_,
                               &providers_,
                               &provider_in_sync_,
                               &client_in_sync_,
                               &client_last_check_,
                               &writes_,
                               &drift_,
                               &api_requests_,
                               &issuer_up_,
                               &login_ready_,
                               &all_well_,
                               &restart_needed_,
                               &restart_generation_,
                               &paused_,
                               &token_expiry_,
                               &token_renewal_failed_,
                               &client_secret_expiry_,
                               &registration_expiry_,
                               &certificate_expiry_,
                               &log_lines_dropped_})
        family->write(out);
    for (const auto* histogram : {&pass_duration_, &api_duration_})
        histogram->write(out);
    return out;
}

} // namespace idpsync::service
