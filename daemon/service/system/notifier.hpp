#pragma once

// What the daemon tells systemd (sd_notify(3)): that it is ready, that it reloads, how it is, that it lives.

#include "net/clock.hpp"
#include "reconcile/secret_reader.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

class Notifier
{
public:
    virtual ~Notifier() = default;

    /// Sends assignments as sd_notify() takes them, one on each line: "READY=1\nSTATUS=…". Never blocks the
    /// daemon and never fails: who is not listening is not told.
    virtual void send(const std::string& assignments) = 0;
};

/// "STATUS=…", cut to a length that fits a terminal and a datagram. `text` is on one line.
std::string status_assignment(std::string_view text);

/// "RELOADING=1" with the monotonic time that systemd tells one reload from another by.
std::string reloading_assignment(net::SteadyTime now);

/// How often systemd wants to hear WATCHDOG=1 at least: WATCHDOG_USEC, unless WATCHDOG_PID names another
/// process. Nothing: not at all.
std::optional<std::chrono::microseconds> watchdog_time(const reconcile::Environment& environment, long pid);

/// systemd's, when NOTIFY_SOCKET is set; without the variable, one that tells nobody. Error (storage): the
/// variable names no socket; the service goes on without telling.
///
/// The protocol is that of sd_notify(3): a datagram with the assignments. libsystemd's call waits while
/// systemd does not read; this one does not: what must arrive (READY, RELOADING, STOPPING) is kept for the
/// next call, what is told again anyway is left out.
Result<std::unique_ptr<Notifier>> notifier_for(const reconcile::Environment& environment);

/// Tells nobody.
class NoNotifier final : public Notifier
{
public:
    void send(const std::string& /*assignments*/) override {}
};

} // namespace idpsync::service
