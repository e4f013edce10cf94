// Prints what /metrics serves when everything was told once.

#include "service/monitoring/metrics.hpp"
#include "service/monitoring/process_metrics.hpp"

#include <iostream>

int main()
{
    using namespace idpsync;
    using namespace std::chrono_literals;
    const WallTime now{1'900'000'000s};
    const auto key = ProviderKey::parse("corp").value();

    reconcile::Report report;
    PlanItem item{.key = key};
    item.action = Action::create;
    report.plan.items.push_back(item);
    report.results.push_back(
        {.key = key, .outcome = reconcile::ProviderResult::Outcome::created, .in_sync = true});

    net::Request request;
    request.url = boost::urls::url("https://netbird.example.com/api/identity-providers");
    net::Response response;
    response.status = 200;

    service::Metrics metrics("1.2.3");
    metrics.configuration_accepted(now);
    metrics.pass_ended(report, 250ms, now);
    metrics.request_ended(request, response, 20ms);
    const service::DaemonState state{.config_hash = "0123456789abcdef",
                                     .config_revision = {"v1.4", {}},
                                     .declared = {key},
                                     .providers = {{.key = key, .client = service::ClientStatus{true, now}}},
                                     .logins = {{key,
                                                 {.state = service::LoginHealth::State::ready,
                                                  .issuer_up = true,
                                                  .certificate_expires = now,
                                                  .client_secret_expires = now,
                                                  .registration_expires = now}}}};
    Conditions conditions{.service = {{.id = ConditionId::running}}};
    conditions.providers.emplace_back(key, Condition{.id = ConditionId::in_sync});
    metrics.conditions_are(conditions, state);
    metrics.drifted({EventName::drift, Level::warning, key, {{"kind", "changed"}}});
    metrics.restart_needed(7);
    metrics.paused(false);
    metrics.token_expires(now);
    metrics.token_renewal_failed(false);
    metrics.log_lines_dropped(0);
    const service::ProcessFacts process{.open_files = 9, .most_open_files = 1024};
    std::cout << metrics.text() << service::process_metrics(process);
}
