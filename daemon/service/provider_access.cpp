#include "service/provider_access.hpp"

#include "service/version.hpp"

namespace idpsync::service {

net::ClientOptions provider_http_options(const config::ProviderAccess& providers,
                                         std::optional<std::string> ca_pem)
{
    // One that hangs takes a place until its deadline: there are enough for all.
    constexpr std::size_t at_once = 64;
    auto environment = net::proxy_from_environment("https");
    net::ClientOptions options;
    options.ca_pem = std::move(ca_pem);
    options.ca_name = providers.ca_file;
    // A proxy in the file is meant for providers: NO_PROXY speaks only about those of the environment.
    options.proxy = providers.proxy ? providers.proxy : environment.proxy;
    options.no_proxy = providers.proxy ? std::string() : environment.no_proxy;
    options.connections = at_once;
    options.user_agent = "netbird-idp-sync/" + std::string(version());
    return options;
}

ProviderAccess::ProviderAccess(const Dependencies& dependencies, const config::Management& management,
                               std::unique_ptr<net::HttpClient> http)
    : http_(std::move(http)),
      login_service_(dependencies.netbird, dependencies.clock, management.url, management.timeout),
      checker_(*http_, dependencies.clock, dependencies.random),
      inquiry_(checker_, dependencies.checks, dependencies.clock),
      preflight_({inquiry_, login_service_, dependencies.checks, dependencies.clock})
{}

} // namespace idpsync::service
