#pragma once

// One NetBird server under one set of settings: the connections, the client and the reconciler with what it
// remembers. A daemon makes another when any of the settings changes.

#include "config/settings.hpp"
#include "core/event.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "net/client.hpp"
#include "reconcile/ledger_store.hpp"
#include "service/server_access.hpp"
#include "service/verification/token_watch.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::service {

/// Makes connections: net::BeastClient, or a network in memory.
using Connect = std::function<std::unique_ptr<net::HttpClient>(net::ClientOptions)>;

class Session
{
public:
    /// What it works with; all of it outlives the session.
    struct Dependencies
    {
        const Connect& connect;
        const Connect& connect_to_providers;
        net::Clock& clock;
        Random& random;
        reconcile::LedgerStore& ledger;
        reconcile::ChecksStore& checks;
        EventSink& events;
    };

    /// What it is made from.
    struct Access
    {
        const config::Settings& settings;
        const Secret& token;
        const std::optional<std::string>& ca_pem;
        const std::optional<std::string>& providers_ca_pem;
    };

    Session(const Dependencies& dependencies, const Access& access);

    /// False when `access` differs in anything that this session was made from.
    [[nodiscard]] bool is_for(const Access& access) const;

    [[nodiscard]] reconcile::Reconciler& reconciler() { return server_.reconciler(); }
    [[nodiscard]] TokenWatch& token_watch() { return token_watch_; }

    /// To NetBird.
    [[nodiscard]] net::HttpClient& http() { return *http_; }

    /// What asks the providers, and NetBird's login service for their redirect URI.
    [[nodiscard]] reconcile::ProviderInquiry& inquiry() { return server_.providers().inquiry(); }
    [[nodiscard]] netbird::LoginService& login_service() { return server_.providers().login_service(); }

    /// NetBird's login service over connections of its own: where a provider hangs, so does the probe of its
    /// connector, and no pass shall wait for that.
    [[nodiscard]] netbird::LoginService& login_service_for_looks();

    /// When NetBird's certificate ends, by its last answer; nothing: it has none, or gave none yet.
    [[nodiscard]] std::optional<WallTime> certificate_expires() const { return certificate_expires_; }

    /// How far NetBird's clock is ahead of ours, by its last answer; nothing: it tells none, or gave none
    /// yet.
    [[nodiscard]] std::optional<std::chrono::seconds> clock_ahead() const { return clock_ahead_; }

private:
    std::unique_ptr<net::HttpClient> observed(std::unique_ptr<net::HttpClient> http);
    void note_answer(const net::Request& request, const Result<net::Response>& result);

    config::Management management_;
    unsigned concurrency_;
    Secret token_;
    std::optional<std::string> ca_pem_;
    config::ProviderAccess provider_settings_;
    std::optional<std::string> providers_ca_pem_;
    net::Clock& clock_;
    std::optional<WallTime> certificate_expires_;
    std::optional<std::chrono::seconds> clock_ahead_;
    std::function<std::unique_ptr<net::HttpClient>()> connect_for_looks_;
    std::unique_ptr<net::HttpClient> http_;
    ServerAccess server_;
    TokenWatch token_watch_;
    std::unique_ptr<net::HttpClient> http_for_looks_; ///< nothing: no look yet
    std::optional<netbird::LoginService> login_for_looks_;
};

} // namespace idpsync::service
