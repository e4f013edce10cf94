#pragma once

// Looks at the providers between passes, and tells when logins stop working and when they work again
// (docs/reconciling.md 30). The decisions are in login_health.hpp and verified_provider.hpp.

#include "config/load.hpp"
#include "core/event.hpp"
#include "core/seams.hpp"
#include "net/async_event.hpp"
#include "net/clock.hpp"
#include "net/concurrently.hpp"
#include "reconcile/report.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/session.hpp"
#include "service/verification/expiry_watch.hpp"
#include "service/verification/login_status.hpp"
#include "service/verification/verified_provider.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace idpsync::service {

/// For one thread. It runs beside the passes: it begins no look while one is under way, and a pass waits for
/// none, except where both would try the same credentials.
class Verification
{
public:
    struct Dependencies
    {
        net::Clock& clock;
        Random& random;
        EventSink& log;
        std::function<void()> changed; ///< what logins() gives is another
        NextCommand commands{};        ///< as next steps name them
    };

    /// What a pass that could look left.
    struct AfterPass
    {
        const config::Configuration& configuration;
        const reconcile::Report& report;
        const reconcile::Secrets& secrets;
        std::shared_ptr<Session> session; ///< with which it is asked
        bool demanded = false;            ///< an operator asked for the pass
    };

    Verification(boost::asio::any_io_executor executor, Dependencies dependencies);

    /// Until it is cancelled.
    boost::asio::awaitable<void> run();

    void pass_begins() { pass_under_way_ = true; }
    /// Also after a pass that could not look.
    void pass_ended();
    /// Whom to look at from now on, as obey() has it: what was written, and what is new, soon; on demand
    /// everybody.
    void know(const AfterPass& pass);
    /// What is in force, whether NetBird answers or not: how often to look, and whom no more; tells of client
    /// secrets that end.
    void obey(const config::Configuration& configuration);

    [[nodiscard]] LoginStatuses logins() const;

private:
    struct Target;

    boost::asio::awaitable<void> begin_looks(net::TaskGroup& looks);
    boost::asio::awaitable<void> wait_for_work(const net::TaskGroup& looks);
    [[nodiscard]] std::vector<std::shared_ptr<Target>> due() const;
    [[nodiscard]] std::optional<net::SteadyTime> earliest() const;
    boost::asio::awaitable<void> look(std::shared_ptr<Target> target);
    boost::asio::awaitable<diagnose::ProviderFacts> ask(Target& target, Session& session);
    std::optional<reconcile::LoginServiceSight> conclude(Target& target, const diagnose::ProviderFacts& facts,
                                                         std::optional<std::chrono::seconds> netbird_ahead);
    void note_refusal(Target& target);
    void tell_broken(const Target& target);
    void note_certificates(Target& target, const oidc::ProviderCheck& check);
    void take_in(VerifiedProvider provider, const AfterPass& pass);
    void use(const config::VerifySettings& settings);
    void drop(const std::function<bool(const ProviderKey&)>& gone);
    void note_shown_ends(const reconcile::Report& report);
    void note_secret_ends(const DesiredState& desired);
    void note_access_ends(const reconcile::Report& report);
    void tell_of_netbird(const config::Management& management);
    void tell(std::optional<Event> event);
    void wake();
    [[nodiscard]] net::SteadyTime soon() const;
    /// Credentials are tried between passes.
    [[nodiscard]] bool tries() const { return settings_.credentials > std::chrono::milliseconds::zero(); }

    boost::asio::any_io_executor executor_;
    Dependencies dependencies_;
    config::VerifySettings settings_;
    std::shared_ptr<Session> session_;
    std::map<ProviderKey, std::shared_ptr<Target>> targets_;
    std::map<ProviderKey, WallTime> shown_ends_;  ///< of declared secrets, by their providers
    std::map<ProviderKey, WallTime> secret_ends_; ///< those, and the declared ends of others
    std::map<ProviderKey, WallTime> access_ends_; ///< of registrations
    ExpiryWatch expiries_;
    bool pass_under_way_ = false;
    std::optional<net::AsyncEvent> wake_; ///< while it waits
};

} // namespace idpsync::service
