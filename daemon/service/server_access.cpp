#include "service/server_access.hpp"

#include "service/connect.hpp"

#include <utility>

namespace idpsync::service {
namespace {

std::optional<netbird::ServerMetrics> metrics_of(const config::Management& management, net::HttpClient& http,
                                                 net::Clock& clock)
{
    if (!management.metrics_url)
        return std::nullopt;
    return netbird::ServerMetrics(http, clock, *management.metrics_url);
}

} // namespace

ServerAccess::ServerAccess(const Dependencies& dependencies, const config::Management& management,
                           const Secret& token, std::unique_ptr<net::HttpClient> to_providers)
    : netbird_(dependencies.netbird, dependencies.clock, dependencies.random,
               netbird_options(management, token.clone(), dependencies.events)),
      inspector_(dependencies.netbird, dependencies.clock,
                 netbird_options(management, token.clone(), dependencies.events)),
      providers_({dependencies.netbird, dependencies.clock, dependencies.random, dependencies.checks},
                 management, std::move(to_providers)),
      metrics_(metrics_of(management, dependencies.netbird, dependencies.clock)),
      reconciler_({netbird_, dependencies.ledger, dependencies.clock, dependencies.events,
                   &providers_.preflight(), &providers_.login_service(), metrics_ ? &*metrics_ : nullptr,
                   &dependencies.checks, &providers_.http()},
                  management.timeout)
{}

} // namespace idpsync::service
