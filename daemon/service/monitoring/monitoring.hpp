#pragma once

// What monitoring sees of the daemon: /metrics, /healthz and /readyz. The daemon and others tell it what
// happens; it never asks.

#include "config/settings.hpp"
#include "core/event.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "net/page.hpp"
#include "reconcile/report.hpp"
#include "service/daemon/daemon_state.hpp"
#include "service/monitoring/metrics.hpp"
#include "service/monitoring/process_metrics.hpp"
#include "service/page_server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace idpsync::service {

/// A log that counts what drifts.
class DriftCounter final : public EventSink
{
public:
    /// Both must outlive it.
    DriftCounter(Metrics& metrics, EventSink& log) : metrics_(metrics), log_(log) {}

    void emit(Event event) override;

private:
    Metrics& metrics_;
    EventSink& log_;
};

class Monitoring
{
public:
    /// `clock` and `log` must outlive it.
    Monitoring(boost::asio::any_io_executor executor, net::Clock& clock, EventSink& log,
               LookAtProcess look_at_process);

    /// The files were read and are good; these settings are in force.
    void accepted(const config::Settings& settings);
    void pass_ended(const Result<reconcile::Report>& outcome, std::chrono::nanoseconds took);
    void published(const DaemonState& state);

    /// `client`, with its requests to NetBird's API counted. Must not outlive this.
    std::unique_ptr<net::HttpClient> observed(std::unique_ptr<net::HttpClient> client);

    /// The log for the daemon, with what drifts counted. Must not outlive this.
    [[nodiscard]] EventSink& log() { return log_; }

    [[nodiscard]] Metrics& metrics() { return metrics_; }

    /// What the server answers at this path.
    [[nodiscard]] std::optional<net::Page> page(std::string_view path);

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

private:
    [[nodiscard]] Conditions conditions() const;
    [[nodiscard]] net::Page metrics_page();
    [[nodiscard]] net::Page readiness_page() const;

    net::Clock& clock_;
    Metrics metrics_;
    DriftCounter log_;
    LookAtProcess look_at_process_;
    DaemonState state_; ///< as it was published last
    PageServer server_;
};

} // namespace idpsync::service
