#include "service/connect.hpp"

#include "service/version.hpp"

namespace idpsync::service {

net::ClientOptions http_options(const config::Settings& settings, std::optional<std::string> ca_pem)
{
    auto environment = net::proxy_from_environment(settings.management.url.scheme());
    net::ClientOptions options;
    options.ca_pem = std::move(ca_pem);
    options.ca_name = settings.management.ca_file;
    // A proxy in the file is meant for this server: NO_PROXY speaks only about those of the environment.
    options.proxy = settings.management.proxy ? settings.management.proxy : environment.proxy;
    options.no_proxy = settings.management.proxy ? std::string() : environment.no_proxy;
    options.connections = settings.policy.concurrency;
    options.user_agent = "netbird-idp-sync/" + std::string(version());
    return options;
}

std::optional<reconcile::AttributionRules> attribution_rules(const config::Settings& settings, bool periodic)
{
    const auto& [audit_interval, reassert] = settings.attribution;
    if (audit_interval == std::chrono::milliseconds::zero())
        return std::nullopt;
    reconcile::AttributionRules rules{.interval = std::nullopt, .reassert = reassert};
    if (periodic)
        rules.interval = std::chrono::ceil<std::chrono::seconds>(audit_interval);
    return rules;
}

netbird::ClientOptions netbird_options(const config::Management& management, Secret token, EventSink& events)
{
    return {.management = management.url,
            .token = std::move(token),
            .timeout = management.timeout,
            .throttled = [&events](std::chrono::seconds wait) {
                events.emit({EventName::throttled,
                             Level::info,
                             std::nullopt,
                             {{"wait", std::to_string(wait.count()) + "s"}}});
            }};
}

} // namespace idpsync::service
