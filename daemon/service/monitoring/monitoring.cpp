#include "service/monitoring/monitoring.hpp"

#include "core/redaction.hpp"
#include "net/observed_client.hpp"
#include "service/daemon/conditions.hpp"
#include "service/version.hpp"

namespace idpsync::service {
namespace {

const ServedPages metrics_pages{.listening = EventName::metrics_listening,
                                .failed = EventName::metrics_failed,
                                .setting = "metrics.listen"};

constexpr const char* beyond_loopback =
    "reachable from other hosts: everybody who reaches it can read the keys "
    "and states of all providers; let a firewall admit only Prometheus";

} // namespace

void DriftCounter::emit(Event event)
{
    // That it is over is told as info.
    if (event.name == EventName::drift && event.level > Level::info)
        metrics_.drifted(event);
    log_.emit(std::move(event));
}

Monitoring::Monitoring(boost::asio::any_io_executor executor, net::Clock& clock, EventSink& log,
                       LookAtProcess look_at_process)
    : clock_(clock),
      metrics_(version()),
      log_(metrics_, log),
      look_at_process_(std::move(look_at_process)),
      server_(std::move(executor), clock, log, metrics_pages,
              [this](const net::PageRequest& request) { return page(request.path); })
{}

void Monitoring::accepted(const config::Settings& settings)
{
    metrics_.configuration_accepted(clock_.wall_now());
    server_.use(settings.metrics, beyond_loopback);
}

void Monitoring::pass_ended(const Result<reconcile::Report>& outcome, std::chrono::nanoseconds took)
{
    metrics_.pass_ended(outcome, took, clock_.wall_now());
}

void Monitoring::published(const DaemonState& state)
{
    if (!state.config_rejected.empty())
        metrics_.configuration_rejected();
    metrics_.token_expires(state.token_expires);
    const bool renews = state.token_renewal.within.count() != 0;
    metrics_.token_renewal_failed(renews ? std::optional(state.token_renewal.failed) : std::nullopt);
    metrics_.paused(state.paused_until.has_value());
    metrics_.restart_needed(state.restart_needed ? std::optional(state.restart_needed->generation)
                                                 : std::nullopt);
    state_ = state;
}

std::unique_ptr<net::HttpClient> Monitoring::observed(std::unique_ptr<net::HttpClient> client)
{
    return std::make_unique<net::ObservedClient>(
        std::move(client), clock_,
        [this](const net::Request& request, const Result<net::Response>& result,
               std::chrono::nanoseconds took) { metrics_.request_ended(request, result, took); });
}

Conditions Monitoring::conditions() const
{
    return conditions_of(state_, clock_.now(), clock_.wall_now());
}

std::optional<net::Page> Monitoring::page(std::string_view path)
{
    if (path == "/metrics")
        return metrics_page();
    if (path == "/healthz")
        return net::Page{.body = "ok\n"};
    if (path == "/readyz")
        return readiness_page();
    return std::nullopt;
}

net::Page Monitoring::metrics_page()
{
    // Some of them change while nothing happens.
    metrics_.conditions_are(conditions(), state_);
    const auto process = look_at_process_();
    return {200, std::string(exposition_type),
            redacted(metrics_.text() + (process ? process_metrics(*process) : std::string()))};
}

net::Page Monitoring::readiness_page() const
{
    const auto known = conditions();
    const auto line = redacted(verdict(known)) + "\n";
    if (known.unready() != nullptr)
        return net::Page{.status = 503, .body = "not ready: " + line};
    return net::Page{.body = "ready: " + line};
}

} // namespace idpsync::service
