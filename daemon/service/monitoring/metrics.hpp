#pragma once

// What the daemon counts, under the names that dashboards and alerts know (docs/metrics.md). Pure but for the
// numbers it remembers. Labels hold keys, never names or issuers of providers.

#include "core/condition.hpp"
#include "core/event.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "net/http.hpp"
#include "reconcile/report.hpp"
#include "service/daemon/daemon_state.hpp"
#include "service/monitoring/exposition.hpp"
#include "service/verification/login_status.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

/// A family is exported from the first time that it is told something. What is said of a provider is
/// forgotten when a pass does not know its key any more, and of a login when that is not known any more.
class Metrics
{
public:
    explicit Metrics(std::string_view version);

    /// The files were good, or were not.
    void configuration_accepted(WallTime when);
    void configuration_rejected();

    /// A pass ended, which took `took`.
    void pass_ended(const Result<reconcile::Report>& outcome, std::chrono::nanoseconds took, WallTime when);

    /// One difference appeared, or became another: what the log has as `drift`.
    void drifted(const Event& drift);

    /// A request ended. What is not under NetBird's /api/ does not count.
    void request_ended(const net::Request& request, const Result<net::Response>& result,
                       std::chrono::nanoseconds took);

    /// The number of the need; nothing: no restart of NetBird is needed.
    void restart_needed(std::optional<std::uint64_t> generation);
    /// The parts of a standalone NetBird, in place of the providers of a pass.
    void parts_are(const std::vector<ProviderStatus>& parts);
    void paused(bool paused) { paused_.set(paused ? 1 : 0); }
    void log_lines_dropped(std::uint64_t lines) { log_lines_dropped_.set(static_cast<double>(lines)); }
    /// Nothing: that is not known of the token in use, whatever was known of another.
    void token_expires(std::optional<WallTime> when);
    /// Nothing: the daemon does not renew it.
    void token_renewal_failed(std::optional<bool> failed);

    /// How everything is now: what is not known, any more or yet, is not exported.
    void conditions_are(const Conditions& conditions, const DaemonState& state);

    /// Everything, for a scraper.
    [[nodiscard]] std::string text() const;

private:
    static double seconds(WallTime when) { return static_cast<double>(when.time_since_epoch().count()); }

    void providers_are(const reconcile::Report& report);
    void clients_are(const Conditions& conditions, const DaemonState& state);
    void logins_are(const Conditions& conditions, const LoginStatuses& logins);
    void count_writes(const reconcile::Report& report);

    Family build_info_;
    Family config_info_;
    Family reload_successful_;
    Family reload_success_time_;
    Family passes_;
    Histogram pass_duration_;
    Family last_pass_;
    Family last_success_;
    Family providers_;
    Family provider_in_sync_;
    Family client_in_sync_;
    Family client_last_check_;
    Family writes_;
    Family drift_;
    Family api_requests_;
    Histogram api_duration_;
    Family issuer_up_;
    Family login_ready_;
    Family all_well_;
    Family restart_needed_;
    Family restart_generation_;
    Family paused_;
    Family token_expiry_;
    Family token_renewal_failed_;
    Family client_secret_expiry_;
    Family registration_expiry_;
    Family certificate_expiry_;
    Family log_lines_dropped_;
};

} // namespace idpsync::service
