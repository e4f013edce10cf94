#pragma once

// The service: it looks at NetBird again and again, whenever a timer, a changed file or an operator asks for
// it, and lasts whatever happens to NetBird, the network, the disk or the files.

#include "core/next_command.hpp"
#include "core/restart.hpp"
#include "net/async_event.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/report.hpp"
#include "service/daemon/daemon_configuration.hpp"
#include "service/daemon/daemon_seams.hpp"
#include "service/daemon/daemon_state.hpp"
#include "service/daemon/drift_log.hpp"
#include "service/daemon/pass_runner.hpp"
#include "service/daemon/pause.hpp"
#include "service/daemon/reload.hpp"
#include "service/daemon/schedule.hpp"
#include "service/daemon/triggers.hpp"
#include "service/history.hpp"
#include "service/verification/token_renewal.hpp"
#include "service/verification/verification.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::service {

/// For one thread: everything happens on the executor. All that it is given must outlive it. Once started it
/// lives until it has ended.
///
///     Daemon daemon(io.get_executor(), seams, options);
///     if (const auto* failure = daemon.load()) …           // the files are wrong
///     if (auto started = daemon.start(on_end); started.has_error()) …
///     io.run();                                            // daemon.reload(), daemon.stop("SIGTERM")
class Daemon
{
public:
    using Seams = DaemonSeams;

    struct Options
    {
        std::string config_file; ///< absolute
        std::string state_directory;
        reconcile::Environment environment;
        NextCommand commands{.daemon = true, .options = {}}; ///< as the log and `status` name them
        std::optional<std::chrono::microseconds> watchdog;   ///< how often WATCHDOG=1 is due at least
    };

    using OnEnd = std::function<void(std::exception_ptr bug)>;

    Daemon(boost::asio::any_io_executor executor, Seams seams, Options options);
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Reads the configuration: nothing when it is good, else what is wrong with it.
    const config::LoadFailure* load() { return configuration_.load(); }

    /// Takes the state directory's lock, says that it is ready, and begins with a pass. `on_end` is called
    /// once, after stop(), or for a bug. Errors: conflict when another process holds the lock, storage. Needs
    /// a load() that went well.
    Result<void> start(OnEnd on_end);

    /// Reads everything anew and runs a pass, after the one that runs now.
    void reload();

    /// The same as `apply` would do: a pass that begins after now, which `answered` tells the outcome of.
    std::shared_ptr<PendingReload> reload(ReloadRequest request);

    /// From the next pass on it observes only, for `duration`. `who` asked, for the log.
    PauseAnswer pause(std::chrono::seconds duration, const std::string& who);
    ResumeAnswer resume(const std::string& who);

    /// NetBird was restarted, says an operator: reconcile::acknowledge_restart(). Nothing: a pass is under
    /// way, and the word counts when it has ended, unless that pass adds to the need.
    Result<std::optional<Acknowledgement>> acknowledge_restart(std::optional<std::uint64_t> generation);

    /// Abandons what is under way and ends. `by`: who asked, for the log.
    void stop(const std::string& by);

    /// All that was changed, as far as it is kept. Errors: History::read()'s.
    Result<History::Kept> read_history() { return history_.read(); }

    [[nodiscard]] const DaemonState& state() const { return state_; }

    /// As an operator types them for this daemon.
    [[nodiscard]] const NextCommand& commands() const { return options_.commands; }

private:
    boost::asio::awaitable<void> live();
    boost::asio::awaitable<void> ending_all(boost::asio::awaitable<void> task);
    boost::asio::awaitable<void> loop();
    boost::asio::awaitable<void> wait_for_errand();
    boost::asio::awaitable<void> carry_out(Task task, std::optional<ReloadRequest> asked);
    boost::asio::awaitable<void> pass(DeclaredFiles files, std::optional<ReloadRequest> asked);
    boost::asio::awaitable<void> feed_watchdog(std::chrono::microseconds period);

    void load_again(bool demanded, bool take);
    boost::asio::awaitable<void> plan_candidate(ReloadRequest asked);
    boost::asio::awaitable<void> plan_waiting(std::string id);
    boost::asio::awaitable<Result<reconcile::Report>> look_at(const config::Configuration& candidate,
                                                              DeclaredFiles files, PassRunner::Order order);
    void forget_secrets_for_strangers(const config::Configuration& candidate, DeclaredFiles& files) const;
    [[nodiscard]] bool looks_at_files_that_wait(const ReloadRequest& asked) const;
    [[nodiscard]] bool takes_a_part(const ReloadRequest& asked) const;
    Result<void> take_part(const ReloadRequest& asked);
    void note_taken_files(const DeclaredFiles& files, bool demanded);
    void note_changed_files();
    void take_note_of_configuration();
    [[nodiscard]] bool has_something_to_do();
    [[nodiscard]] PassRunner::Order order_now() const;
    Result<PassRunner::Order> order_for(const ReloadRequest& asked,
                                        const config::Configuration& configuration);
    void conclude(const Result<reconcile::Report>& outcome, net::SteadyTime began, const PassOrigin& origin);
    void recall_history();
    void show_changes(const std::vector<HistoryEntry>& changes);
    void keep_history(const std::vector<HistoryEntry>& changes);
    std::optional<Error> objection_to(const DesiredState& desired);
    void refuse_reload(const config::LoadFailure& failure);
    void answer_reload(const Result<reconcile::Report>& outcome, Mode mode,
                       const std::vector<config::Diagnostic>& warnings);
    void answer_candidate(const Result<reconcile::Report>& outcome, const config::Configuration& candidate);
    void answer_with(ReloadOutcome answer, const Result<reconcile::Report>& outcome);
    void begin_paused();
    Result<void> end_pause(const std::string& by);
    Result<Acknowledgement> acknowledge_now(std::optional<std::uint64_t> generation);
    void publish();
    void verify_after(const reconcile::Report& report);
    void note_logins();
    void wake();
    void ended(std::exception_ptr failure);

    boost::asio::any_io_executor executor_;
    Seams seams_;
    Options options_;
    reconcile::LedgerStore store_;
    reconcile::ChecksStore checks_;
    History history_;
    LoginDaysFile login_days_;
    DaemonConfiguration configuration_;
    DriftLog drift_;
    DriftSink events_;
    PassRunner passes_;
    Verification verification_;
    TokenRenewal renewal_;
    Triggers triggers_;
    ReloadQueue reloads_;
    Pause pause_;
    TakenFiles taken_;
    bool knows_taken_ = false; ///< the first files were compared with what was taken before the start
    bool holds_ = false;       ///< they changed while no daemon ran: it only looks until somebody takes them
    Schedule schedule_;
    DaemonState state_;
    std::map<ProviderKey, LastChange> recalled_; ///< from earlier runs, until the first pass that could look
    std::string told_of_history_;                ///< why it cannot be kept, as it was told last
    std::string told_of_login_days_;
    bool demanded_ = false;                     ///< an operator or a file asked, and no pass has answered yet
    std::optional<std::uint64_t> acknowledged_; ///< a need to end when the pass under way has ended
    OnEnd on_end_;
    boost::asio::cancellation_signal cancel_;
    std::optional<net::AsyncEvent> wake_; ///< while it waits
    bool stopping_ = false;
    bool ending_ = false; ///< something ended by itself, and takes the rest along
    std::string stopped_by_;
};

} // namespace idpsync::service
