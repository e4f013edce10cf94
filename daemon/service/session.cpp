#include "service/session.hpp"

#include "service/connect.hpp"

namespace idpsync::service {

Session::Session(const Dependencies& dependencies, const Access& access)
    : management_(access.settings.management),
      concurrency_(access.settings.policy.concurrency),
      token_(access.token.clone()),
      ca_pem_(access.ca_pem),
      http_(dependencies.connect(http_options(access.settings, access.ca_pem))),
      netbird_(*http_, dependencies.clock, dependencies.random,
               netbird_options(management_, access.token.clone(), dependencies.events)),
      reconciler_({netbird_, dependencies.ledger, dependencies.clock, dependencies.events},
                  management_.timeout)
{}

bool Session::is_for(const Access& access) const
{
    const auto& management = access.settings.management;
    return management.url == management_.url && management.timeout == management_.timeout &&
           management.proxy == management_.proxy && management.ca_file == management_.ca_file &&
           access.settings.policy.concurrency == concurrency_ && access.ca_pem == ca_pem_ &&
           access.token.reveal() == token_.reveal();
}

} // namespace idpsync::service
