#include "service/session.hpp"

#include "diagnose/examination.hpp"
#include "net/observed_client.hpp"
#include "oidc/discovery_rows.hpp"
#include "service/connect.hpp"

namespace idpsync::service {
namespace {

std::function<std::unique_ptr<net::HttpClient>()> connector_for_looks(const Connect& connect,
                                                                      net::ClientOptions options)
{
    constexpr std::size_t at_once = 16;
    options.connections = at_once;
    return [&connect, options = std::move(options)] { return connect(options); };
}

} // namespace

Session::Session(const Dependencies& dependencies, const Access& access)
    : management_(access.settings.management),
      concurrency_(access.settings.policy.concurrency),
      token_(access.token.clone()),
      ca_pem_(access.ca_pem),
      provider_settings_(access.settings.providers),
      providers_ca_pem_(access.providers_ca_pem),
      clock_(dependencies.clock),
      connect_for_looks_(
          connector_for_looks(dependencies.connect, http_options(access.settings, access.ca_pem))),
      http_(observed(dependencies.connect(http_options(access.settings, access.ca_pem)))),
      server_({*http_, dependencies.clock, dependencies.random, dependencies.ledger, dependencies.checks,
               dependencies.events},
              management_, token_,
              dependencies.connect_to_providers(
                  provider_http_options(access.settings.providers, access.providers_ca_pem))),
      token_watch_(server_.inspector(), dependencies.clock, dependencies.events)
{}

std::unique_ptr<net::HttpClient> Session::observed(std::unique_ptr<net::HttpClient> http)
{
    return std::make_unique<net::ObservedClient>(std::move(http), clock_,
                                                 [this](const net::Request& request,
                                                        const Result<net::Response>& result,
                                                        auto) { note_answer(request, result); });
}

void Session::note_answer(const net::Request& request, const Result<net::Response>& result)
{
    // management.metrics_url may be on another host.
    if (result.has_error() || request.url.encoded_origin() != management_.url.encoded_origin())
        return;
    certificate_expires_ = result->peer.certificate_expires;
    clock_ahead_ = oidc::clock_ahead(*result, clock_.wall_now());
}

netbird::LoginService& Session::login_service_for_looks()
{
    if (!login_for_looks_)
    {
        http_for_looks_ = observed(connect_for_looks_());
        login_for_looks_.emplace(*http_for_looks_, clock_, management_.url, diagnose::provider_deadline);
    }
    return *login_for_looks_;
}

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
