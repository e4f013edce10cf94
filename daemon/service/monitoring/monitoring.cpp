#include "service/monitoring/monitoring.hpp"

#include "net/observed_client.hpp"
#include "service/daemon/schedule.hpp"
#include "service/version.hpp"

namespace idpsync::service {

Monitoring::Monitoring(boost::asio::any_io_executor executor, net::Clock& clock, EventSink& log)
    : clock_(clock),
      metrics_(version()),
      server_(std::move(executor), clock, log,
              [this](const net::PageRequest& request) { return page(request.path); })
{}

void Monitoring::accepted(const config::Settings& settings)
{
    metrics_.configuration_accepted(clock_.wall_now());
    readiness_.use(settings.interval);
    server_.use(settings.metrics);
}

void Monitoring::pass_ended(const Result<reconcile::Report>& outcome, std::chrono::nanoseconds took)
{
    metrics_.pass_ended(outcome, took, clock_.wall_now());
    if (outcome.has_error())
        readiness_.pass_failed(outcome.error().message);
    else if (unfinished(*outcome))
        readiness_.pass_failed("a write is to be repeated");
    else
        readiness_.pass_succeeded(clock_.now());
}

void Monitoring::published(const DaemonState& state)
{
    if (!state.config_rejected.empty())
        metrics_.configuration_rejected();
    metrics_.token_expires(state.token_expires);
    metrics_.paused(state.paused_until.has_value());
    metrics_.restart_needed(state.restart_needed.has_value());
    metrics_.logins_are(state.logins);
}

std::unique_ptr<net::HttpClient> Monitoring::observed(std::unique_ptr<net::HttpClient> client)
{
    return std::make_unique<net::ObservedClient>(
        std::move(client), clock_,
        [this](const net::Request& request, const Result<net::Response>& result,
               std::chrono::nanoseconds took) { metrics_.request_ended(request, result, took); });
}

std::optional<net::Page> Monitoring::page(std::string_view path) const
{
    if (path == "/metrics")
        return net::Page{200, std::string(exposition_type), metrics_.text()};
    if (path == "/healthz")
        return net::Page{.body = "ok\n"};
    if (path == "/readyz")
        return readiness_page();
    return std::nullopt;
}

net::Page Monitoring::readiness_page() const
{
    net::Page page;
    const auto problem = readiness_.problem(clock_.now());
    if (problem)
        page.status = 503;
    page.body = problem.value_or("ready") + "\n";
    return page;
}

} // namespace idpsync::service
