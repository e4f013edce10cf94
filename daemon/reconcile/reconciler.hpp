#pragma once

// One pass, from list to report. plan, apply and the daemon all call this.

#include "core/event.hpp"
#include "net/clock.hpp"
#include "netbird/client.hpp"
#include "netbird/login_service.hpp"
#include "netbird/server_metrics.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/pass_memory.hpp"
#include "reconcile/preflight.hpp"
#include "reconcile/report.hpp"
#include "reconcile/secret_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace idpsync::reconcile {

/// Runs passes against one NetBird. Everything it is given must outlive it.
class Reconciler
{
public:
    struct Dependencies
    {
        netbird::Client& netbird;
        LedgerStore& ledger; ///< locked by the caller when a pass may write
        net::Clock& clock;
        EventSink& events;
        Preflight* preflight = nullptr;         ///< asks the providers before a write; nothing: none is asked
        netbird::LoginService* login = nullptr; ///< nothing: what logins use is not looked at
        netbird::ServerMetrics* metrics = nullptr; ///< nothing: none are configured
        ChecksStore* checks =
            nullptr; ///< where logins left what they showed of groups; nothing: none is known
        net::HttpClient* provider_apis = nullptr; ///< nothing: no client at a provider is looked at
    };

    /// `request_timeout` is management.timeout: how long a lost write may still be under way at the server.
    Reconciler(const Dependencies& dependencies, std::chrono::milliseconds request_timeout);

    /// One pass. An error means that nothing was planned or carried out: the list could not be read or is not
    /// believed (transport, bad_response, unauthorized …), this is another server (conflict), the ledger
    /// cannot be read or saved (storage), the files declare nothing although the ledger has entries
    /// (bad_config). One provider's failure is in the report instead.
    boost::asio::awaitable<Result<Report>> run_once(const DesiredState& desired, const Secrets& secrets,
                                                    const Policy& policy, const PassRequest& request);

    /// What NetBird lists, to be shown: nothing is planned or kept, and the ledger is left aside. Errors are
    /// those of run_once() about the list; an empty one is believed as it is there.
    boost::asio::awaitable<Result<ObservedState>> list();

    /// The account's settings, to be shown. Errors are those of Client::account_settings().
    boost::asio::awaitable<Result<netbird::AccountSettings>> account_settings();

    /// When, after `when`, something that NetBird refused may be tried again (rule 16) or a write without an
    /// outcome has settled (rule 12); nothing: never by itself.
    [[nodiscard]] std::optional<net::SteadyTime> earliest_due(net::SteadyTime when) const
    {
        return memory_.earliest_due(when);
    }

private:
    Dependencies dependencies_;
    PassMemory memory_;
};

} // namespace idpsync::reconcile
