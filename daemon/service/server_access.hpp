#pragma once

// What talks to one NetBird and to its identity providers, put together: a command makes one, a daemon one
// for each session.

#include "config/settings.hpp"
#include "core/event.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "net/client.hpp"
#include "netbird/client.hpp"
#include "netbird/inspector.hpp"
#include "netbird/server_metrics.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/reconciler.hpp"
#include "service/provider_access.hpp"

#include <memory>
#include <optional>

namespace idpsync::service {

class ServerAccess
{
public:
    /// All of it outlives the access.
    struct Dependencies
    {
        net::HttpClient& netbird;
        net::Clock& clock;
        Random& random;
        reconcile::LedgerStore& ledger;
        reconcile::ChecksStore& checks;
        EventSink& events;
    };

    ServerAccess(const Dependencies& dependencies, const config::Management& management, const Secret& token,
                 std::unique_ptr<net::HttpClient> to_providers);

    [[nodiscard]] netbird::Inspector& inspector() { return inspector_; }
    [[nodiscard]] ProviderAccess& providers() { return providers_; }
    [[nodiscard]] reconcile::Reconciler& reconciler() { return reconciler_; }

private:
    netbird::Client netbird_;
    netbird::Inspector inspector_;
    ProviderAccess providers_;
    std::optional<netbird::ServerMetrics> metrics_;
    reconcile::Reconciler reconciler_;
};

} // namespace idpsync::service
