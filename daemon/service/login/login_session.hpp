#pragma once

// A real login of `doctor --login`, put together.

#include "core/ledger.hpp"
#include "diagnose/login_trial.hpp"
#include "service/login/browser_door.hpp"
#include "service/system/event_loop.hpp"

#include <optional>

namespace idpsync::service {

class LoginSession
{
public:
    /// All of it outlives the session.
    struct Dependencies
    {
        EventLoop& loop;
        net::Clock& clock;
        Random& random;
        net::HttpClient& netbird;
        netbird::Inspector& inspector;
        reconcile::ProviderInquiry& inquiry;
        reconcile::ChecksStore& checks;
        const config::Configuration& configuration;
        const reconcile::Secrets& secrets;
        NextCommand commands{}; ///< as the reader is to type them
    };

    LoginSession(const Dependencies& dependencies, Ledger ledger, ProviderKey key,
                 diagnose::LoopbackRedirect redirect, BrowserDoor::Options door);

    /// LoginTrial::prepare(); an error may also be stopped, when a signal came.
    Result<std::optional<diagnose::LoginDiagnosis>> prepare() { return loop_.run(trial_.prepare()); }

    /// LoginTrial::sign_in(). Error: stopped.
    Result<diagnose::LoginDiagnosis> sign_in();

private:
    EventLoop& loop_;
    Ledger ledger_;
    netbird::LoginService login_service_;
    netbird::LoginTokens tokens_;
    BrowserDoor door_;
    diagnose::LoginTrial trial_;
};

} // namespace idpsync::service
