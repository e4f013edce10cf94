#include "cli/run_daemon.hpp"

#include "cli/daemon_setup.hpp"
#include "cli/diagnostics.hpp"
#include "cli/prepare.hpp"
#include "cli/run_standalone.hpp"
#include "config/load_standalone.hpp"
#include "net/client.hpp"
#include "service/daemon/daemon.hpp"
#include "service/daemon/daemon_control.hpp"
#include "service/log/daemon_log.hpp"
#include "service/monitoring/monitoring.hpp"
#include "service/system/file_watch.hpp"
#include "service/system/notifier.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/program_runner.hpp"
#include "service/system/signals.hpp"
#include "service/system/state_owner.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"
#include "service/system/this_process.hpp"
#include "service/token_file.hpp"
#include "service/web/web.hpp"

#include <boost/asio/io_context.hpp>

#include <unistd.h>

namespace idpsync::cli {
namespace {

/// Everything that one daemon lives on, built once.
class DaemonHost
{
public:
    DaemonHost(RunOptions options, Console& console);

    ExitCode run();

private:
    service::Daemon::Seams seams();
    service::Daemon::Options daemon_options();
    Result<void> start();
    void open_control_socket(const Result<void>& directory_made);

    RunOptions options_;
    Console& console_;
    std::string state_directory_;
    std::string runtime_directory_;
    boost::asio::io_context io_{1};
    service::SystemClock clock_;
    service::PosixFiles files_;
    service::ProgramRunner programs_;
    service::SystemRandom random_;
    service::DaemonLog log_;
    service::ThisProcess process_;
    service::Monitoring monitoring_;
    service::Web web_;
    std::unique_ptr<service::Notifier> notifier_;
    service::Daemon daemon_;
    service::DaemonControl control_;
    std::exception_ptr bug_;
};

DaemonHost::DaemonHost(RunOptions options, Console& console)
    : options_(std::move(options)),
      console_(console),
      state_directory_(state_directory_from(options_.common, console.environment())),
      runtime_directory_(runtime_directory_from(options_.common, console.environment())),
      clock_(io_.get_executor()),
      programs_(io_.get_executor(), clock_, secret_access(options_.common, console.environment())),
      log_(io_.get_executor(), log_options(options_, console)),
      monitoring_(io_.get_executor(), clock_, log_, [this] { return process_.look(); }),
      web_(io_.get_executor(), clock_, files_, log_),
      notifier_(make_notifier(console)),
      daemon_(io_.get_executor(), seams(), daemon_options()),
      control_(io_.get_executor(), clock_, daemon_)
{}

service::Daemon::Seams DaemonHost::seams()
{
    return {.clock = clock_,
            .files = files_,
            .random = random_,
            .connect =
                [this](net::ClientOptions options) {
                    return monitoring_.observed(
                        std::make_unique<net::BeastClient>(io_.get_executor(), clock_, std::move(options)));
                },
            .connect_to_providers = // not counted among the requests to NetBird
            [this](net::ClientOptions options) {
                return std::make_unique<net::BeastClient>(io_.get_executor(), clock_, std::move(options));
            },
            .watch_files =
                [this](std::function<void()> changed) {
                    return std::make_unique<service::InotifyWatch>(io_.get_executor(), clock_,
                                                                   std::move(changed));
                },
            .notifier = *notifier_,
            .log = monitoring_.log(),
            .token_file =
                [this](const std::string& path) {
                    return std::make_unique<service::PosixTokenFile>(path, state_directory_);
                },
            .use_log = [this](const config::LogSettings& settings) { log_.use(settings); },
            .accepted =
                [this](const config::Settings& settings) {
                    monitoring_.accepted(settings);
                    web_.accepted(settings);
                },
            .pass_ended = [this](const auto& outcome, auto took) { monitoring_.pass_ended(outcome, took); },
            .published =
                [this](const service::DaemonState& state) {
                    monitoring_.metrics().log_lines_dropped(log_.lines_dropped());
                    monitoring_.published(state);
                    web_.published(state);
                    control_.publish();
                },
            .programs = &programs_};
}

service::Daemon::Options DaemonHost::daemon_options()
{
    return {.config_file = options_.common.config,
            .state_directory = state_directory_,
            .environment = console_.environment(),
            .commands = {.daemon = true, .options = options_to_repeat(options_.common)},
            .watchdog = service::watchdog_time(console_.environment(), ::getpid())};
}

Result<void> DaemonHost::start()
{
    // While it is root that may make a directory in /run.
    const auto made = service::make_runtime_directory(runtime_directory_, state_directory_);
    if (const auto owned = service::become_owner_of(state_directory_); owned.has_error())
        return owned.error();
    const auto started = daemon_.start([this](std::exception_ptr bug) {
        bug_ = std::move(bug);
        io_.stop();
    });
    if (started.has_error() && started.error().kind == ErrorKind::conflict)
        return state_directory_taken(state_directory_);
    if (started.has_value())
        open_control_socket(made);
    return started;
}

void DaemonHost::open_control_socket(const Result<void>& directory_made)
{
    const auto opened = directory_made.has_error() ? directory_made : control_.start(runtime_directory_);
    if (opened.has_value())
        return;
    log_.emit(event_of_closed_socket(opened.error()));
}

ExitCode DaemonHost::run()
{
    if (const auto* failure = daemon_.load())
    {
        print_diagnostics("error", failure->errors, console_);
        return ExitCode::bad_config;
    }
    // Stuck or not, it was asked to end, and it ends: no failure for systemd to report.
    constexpr int status_when_stuck = 0;
    const service::Signals signals(io_.get_executor(),
                                   {.reload = [this] { daemon_.reload(); },
                                    .stop = [this](const std::string& name) { daemon_.stop(name); }},
                                   status_when_stuck);
    if (const auto started = start(); started.has_error())
        return report_error(started.error(), console_);
    io_.run();
    log_.flush(time_for_the_last_lines);
    if (bug_)
        std::rethrow_exception(bug_);
    return ExitCode::success;
}

} // namespace

ExitCode run_daemon(const RunOptions& options, Console& console)
{
    if (service::PosixFiles files; config::declares_standalone(files, options.common.config))
        return run_standalone(options, console);
    return DaemonHost(from_anywhere(options), console).run();
}

} // namespace idpsync::cli
