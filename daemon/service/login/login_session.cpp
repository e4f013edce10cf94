#include "service/login/login_session.hpp"

#include "diagnose/examination.hpp"

namespace idpsync::service {
namespace {

boost::asio::awaitable<Result<diagnose::LoginDiagnosis>> outcome_of(diagnose::LoginTrial& trial)
{
    auto diagnosis = co_await trial.sign_in();
    co_return diagnosis;
}

} // namespace

LoginSession::LoginSession(const Dependencies& dependencies, Ledger ledger, ProviderKey key,
                           diagnose::LoopbackRedirect redirect, BrowserDoor::Options door)
    : loop_(dependencies.loop),
      ledger_(std::move(ledger)),
      login_service_(dependencies.netbird, dependencies.clock,
                     dependencies.configuration.settings.management.url, diagnose::provider_deadline),
      tokens_(dependencies.netbird, dependencies.clock, dependencies.configuration.settings.management.url,
              dependencies.configuration.settings.management.timeout),
      door_(loop_.executor(), dependencies.clock, std::move(door)),
      trial_({dependencies.inspector, login_service_, tokens_, dependencies.inquiry, dependencies.checks,
              dependencies.clock, dependencies.random, door_},
             {dependencies.configuration, dependencies.secrets, ledger_, std::move(key), std::move(redirect),
              dependencies.commands})
{}

Result<diagnose::LoginDiagnosis> LoginSession::sign_in()
{
    return loop_.run(outcome_of(trial_));
}

} // namespace idpsync::service
