#pragma once

// A daemon with everything around it in memory: NetBird, the disk, systemd, the log, and one clock.

#include "core/event.hpp"
#include "sandbox/in_process_client.hpp"
#include "sandbox/sandbox.hpp"
#include "service/daemon/daemon.hpp"
#include "service/monitoring/monitoring.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::test {

class DaemonWorld
{
    /// What installations share.
    struct Outside
    {
        boost::asio::io_context io;
        ManualClock clock;
        sandbox::Sandbox sandbox{clock};
    };
    std::shared_ptr<Outside> outside_;

    explicit DaemonWorld(std::shared_ptr<Outside> outside);

public:
    DaemonWorld();
    /// Another installation for the same NetBird, on the same loop and clock.
    static std::unique_ptr<DaemonWorld> beside(const DaemonWorld& neighbour);
    virtual ~DaemonWorld();
    DaemonWorld(const DaemonWorld&) = delete;
    DaemonWorld& operator=(const DaemonWorld&) = delete;

    /// Writes config.yaml: the one provider `corp`, and `more` at the top level.
    void write_config(const std::string& more = {}, const std::string& name = "Corp");

    /// The same without a provider.
    void declare_nothing(const std::string& more = {});

    /// Loads and starts; throws when that fails.
    void start();
    Result<void> try_start();

    /// Lets everything happen that is due now.
    void settle();
    /// Lets time go by, with everything that happens meanwhile.
    void pass_time(std::chrono::nanoseconds time);
    /// As the watch would.
    void tell_of_changed_files();

    /// At corp's provider and in its file.
    void rotate_secret(const std::string& secret);

    [[nodiscard]] std::uint64_t passes() const { return daemon->state().passes; }
    [[nodiscard]] std::chrono::nanoseconds time_to_next_pass() const;
    [[nodiscard]] std::vector<Event> logged(EventName name) const;
    [[nodiscard]] bool told_systemd(const std::string& text) const;
    [[nodiscard]] std::size_t reads() const { return sandbox.counters().reads; }
    [[nodiscard]] std::string name_in_netbird() const; ///< of the only connector
    void rename_in_netbird(const std::string& name);

    boost::asio::io_context& io;
    ManualClock& clock;
    sandbox::Sandbox& sandbox;
    MemoryFiles files;
    std::vector<Event> log;
    std::vector<std::string> notified;
    std::vector<std::string> watched;
    std::size_t connections_made = 0; ///< clients that were built
    std::optional<config::LogSettings> log_settings;
    std::optional<std::chrono::microseconds> watchdog;
    /// Of config.yaml, from the next write_config() on. Off: tests count what passes ask.
    std::string verify = "{ interval: 0, credentials: 0 }";
    std::map<std::string, std::string> environment;
    service::TokenRenewal::OpenFile token_file; ///< of the daemon that starts next
    double chance = 0.5;                        ///< by which times vary: not at all
    bool ended = false;
    std::exception_ptr bug;

private:
    class Sink;
    class Watch;
    class Notifier;
    class Chance;

    service::Daemon::Seams seams();

    std::unique_ptr<Sink> sink_;
    std::unique_ptr<Notifier> notifier_;
    std::unique_ptr<Chance> chance_;
    std::function<void()> files_changed_;

public:
    service::Monitoring monitoring;
    std::unique_ptr<service::Daemon> daemon;
};

/// The value of a field; empty when it is not there.
std::string field(const Event& event, const std::string& name);

} // namespace idpsync::test
