#pragma once

// The service for a standalone NetBird: it checks its files, its provider and NetBird again and again,
// whenever a timer, a changed file or an operator asks for it. It writes only with `standalone.apply: true`.

#include "config/load_standalone.hpp"
#include "net/async_event.hpp"
#include "reconcile/ledger_store.hpp"
#include "service/control/server.hpp"
#include "service/daemon/daemon.hpp"
#include "service/daemon/daemon_seams.hpp"
#include "service/daemon/daemon_state.hpp"
#include "service/daemon/drift_log.hpp"
#include "service/daemon/pause.hpp"
#include "service/daemon/reload.hpp"
#include "service/daemon/schedule.hpp"
#include "service/daemon/standalone_parts.hpp"
#include "service/daemon/triggers.hpp"
#include "service/history.hpp"
#include "service/revision.hpp"
#include "service/standalone_check.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

/// For one thread, as Daemon. All that it is given must outlive it.
class StandaloneDaemon
{
public:
    using Seams = DaemonSeams;
    using Options = Daemon::Options;
    /// Writes into NetBird's directory what was rendered: write_standalone_files().
    using WriteFiles = std::function<Result<void>(
        const std::string& directory, const std::vector<standalone::RenderedFile>& rendered, WallTime now)>;

    StandaloneDaemon(boost::asio::any_io_executor executor, Seams seams, Options options,
                     WriteFiles write_files);
    StandaloneDaemon(const StandaloneDaemon&) = delete;
    StandaloneDaemon& operator=(const StandaloneDaemon&) = delete;

    /// As Daemon has them.
    const config::LoadFailure* load();
    Result<void> start(Daemon::OnEnd on_end);
    void reload();
    void stop(const std::string& by);

    /// What comes in at the control socket, in this daemon's terms.
    control::Handlers handlers();

    [[nodiscard]] const DaemonState& state() const { return state_; }

private:
    boost::asio::awaitable<void> loop();
    boost::asio::awaitable<void> wait_for_errand();
    boost::asio::awaitable<void> feed_watchdog(std::chrono::microseconds period);
    boost::asio::awaitable<void> carry_out(Task task, std::optional<ReloadRequest> asked);
    boost::asio::awaitable<Result<StandaloneSight>> check();
    boost::asio::awaitable<bool> write(StandaloneCheck& check, const StandaloneSight& sight);
    bool write_rendered(const StandaloneSight& sight);
    void tell_of_clients(const Result<std::optional<StandaloneClient>>& kept);
    void recall_history();
    void keep_history(const ProviderKey& part, std::string what, std::vector<std::string> fields,
                      bool client = false);
    Result<History::Kept> history(const control::HistoryRequest& request);
    void look_at_revision();
    [[nodiscard]] std::vector<Event> events_of_configuration(bool changed) const;
    bool load_again(bool demanded);
    void take_note_of_configuration();
    void conclude(const Result<StandaloneSight>& outcome, net::SteadyTime began);
    void take_note(const StandaloneSight& sight);
    void answer_reload(const Result<StandaloneSight>& outcome);
    std::shared_ptr<PendingReload> reload(ReloadRequest request);
    PauseAnswer pause(std::chrono::seconds duration, const std::string& who);
    ResumeAnswer resume(const std::string& who);
    [[nodiscard]] bool may_write() const;
    [[nodiscard]] bool has_something_to_do();
    void watch();
    void publish();
    void wake();
    void ended(std::exception_ptr failure);

    boost::asio::any_io_executor executor_;
    Seams seams_;
    Options options_;
    WriteFiles write_files_;
    reconcile::LedgerStore store_; ///< for its lock: one daemon for each state directory
    History history_;
    std::optional<config::StandaloneConfiguration> in_force_;
    std::optional<config::LoadFailure> rejected_;
    std::string hash_;
    std::string loaded_hash_;                    ///< of what was read last, accepted or not
    std::string checked_hash_;                   ///< that the last check was by; empty: there was none
    Revision revision_;                          ///< of what is in force
    std::optional<PassOrigin> asked_by_;         ///< the operator for whom the check under way is
    std::map<ProviderKey, LastChange> recalled_; ///< not shown yet
    std::vector<ProviderKey> written_;           ///< by the last check
    std::string told_of_history_;                ///< why it cannot be kept, as it was told last
    std::vector<std::string> told_of_clients_;   ///< the same of the clients at the provider
    std::unique_ptr<FileWatch> watch_;
    DriftLog failures_;
    Triggers triggers_;
    ReloadQueue reloads_;
    Pause pause_;
    Schedule schedule_;
    DaemonState state_;
    std::vector<StandalonePart> parts_;
    std::vector<std::string> told_warnings_;
    Daemon::OnEnd on_end_;
    boost::asio::cancellation_signal cancel_;
    std::optional<net::AsyncEvent> wake_; ///< while it waits
    bool stopping_ = false;
    std::string stopped_by_;
};

} // namespace idpsync::service
