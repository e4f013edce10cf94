#pragma once

// Passes of a daemon, one after the other: each with the token and the secrets read for it, through
// connections that last as long as their settings do.

#include "reconcile/ledger_store.hpp"
#include "reconcile/report.hpp"
#include "service/daemon/daemon_configuration.hpp"
#include "service/daemon/daemon_seams.hpp"
#include "service/declared_files.hpp"
#include "service/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>

namespace idpsync::service {

class PassRunner
{
public:
    /// What a pass shall do.
    struct Order
    {
        Policy policy; ///< as configured, or less
        reconcile::PassRequest request;
    };

    /// All of it must outlive the runner; `store` is locked, `events` hears what happens in a pass.
    PassRunner(const DaemonSeams& seams, DaemonConfiguration& configuration, reconcile::LedgerStore& store,
               reconcile::ChecksStore& checks, EventSink& events);

    /// One pass. When NetBird does not know the token, the files are read once more: it may have been
    /// replaced in between. Errors are Reconciler::run_once()'s, those of reading token and certificates, and
    /// storage.
    boost::asio::awaitable<Result<reconcile::Report>> run(DeclaredFiles files, Order order);

    /// A pass that only looks, with a configuration and secrets that are not in force, at the NetBird that
    /// is. `order` must not write. Errors are Reconciler::run_once()'s; stopped: NetBird was not asked yet,
    /// so that there is no session.
    boost::asio::awaitable<Result<reconcile::Report>> look(const config::Configuration& candidate,
                                                           DeclaredFiles files, Order order);

    /// Reconciler::earliest_due() of the session there is.
    [[nodiscard]] std::optional<net::SteadyTime> earliest_due(net::SteadyTime since);

    /// What is to be registered at each provider, raw; empty: NetBird's login service was not asked yet.
    [[nodiscard]] std::string redirect_uri();

    /// When the token in use ends, as far as NetBird has told.
    [[nodiscard]] std::optional<WallTime> token_expires();

    /// Of the last pass: its connections, and the client secrets that were read for it.
    [[nodiscard]] const std::shared_ptr<Session>& session() const { return session_; }
    [[nodiscard]] const reconcile::Secrets& secrets() const { return secrets_; }

private:
    boost::asio::awaitable<Result<reconcile::Report>> attempt(DeclaredFiles& files, const Order& order);
    [[nodiscard]] bool session_fits(const DeclaredFiles& files) const;

    const DaemonSeams& seams_;
    DaemonConfiguration& configuration_;
    reconcile::LedgerStore& store_;
    reconcile::ChecksStore& checks_;
    EventSink& events_;
    std::shared_ptr<Session> session_; ///< who looks at providers between passes shares it
    reconcile::Secrets secrets_;
};

} // namespace idpsync::service
