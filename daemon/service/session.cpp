#include "service/session.hpp"

#include "service/connect.hpp"

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

Session::Session(const Dependencies& dependencies, const Access& access)
    : management_(access.settings.management),
      concurrency_(access.settings.policy.concurrency),
      token_(access.token.clone()),
      ca_pem_(access.ca_pem),
      provider_settings_(access.settings.providers),
      providers_ca_pem_(access.providers_ca_pem),
      http_(dependencies.connect(http_options(access.settings, access.ca_pem))),
      netbird_(*http_, dependencies.clock, dependencies.random,
               netbird_options(management_, access.token.clone(), dependencies.events)),
      providers_(
          {*http_, dependencies.clock, dependencies.random, dependencies.checks}, management_,
          dependencies.connect_to_providers(provider_http_options(access.settings, access.providers_ca_pem))),
      inspector_(*http_, dependencies.clock,
                 netbird_options(management_, access.token.clone(), dependencies.events)),
      metrics_(metrics_of(management_, *http_, dependencies.clock)),
      reconciler_({netbird_, dependencies.ledger, dependencies.clock, dependencies.events,
                   &providers_.preflight(), &providers_.login_service(), metrics_ ? &*metrics_ : nullptr,
                   &dependencies.checks},
                  management_.timeout),
      token_watch_(inspector_, dependencies.clock, dependencies.events)
{}

bool Session::is_for(const Access& access) const
{
    const auto& management = access.settings.management;
    return management.url == management_.url && management.timeout == management_.timeout &&
           management.proxy == management_.proxy && management.ca_file == management_.ca_file &&
           management.metrics_url == management_.metrics_url &&
           access.settings.policy.concurrency == concurrency_ && access.ca_pem == ca_pem_ &&
           access.settings.providers == provider_settings_ && access.providers_ca_pem == providers_ca_pem_ &&
           access.token.reveal() == token_.reveal();
}

} // namespace idpsync::service
