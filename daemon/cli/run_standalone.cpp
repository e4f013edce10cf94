#include "cli/run_standalone.hpp"

#include "cli/daemon_setup.hpp"
#include "cli/diagnostics.hpp"
#include "cli/prepare.hpp"
#include "net/client.hpp"
#include "service/control/server.hpp"
#include "service/control/socket.hpp"
#include "service/daemon/daemon_control.hpp"
#include "service/daemon/standalone_daemon.hpp"
#include "service/log/daemon_log.hpp"
#include "service/monitoring/monitoring.hpp"
#include "service/standalone_directory.hpp"
#include "service/system/file_watch.hpp"
#include "service/system/notifier.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/program_runner.hpp"
#include "service/system/signals.hpp"
#include "service/system/state_owner.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"
#include "service/system/this_process.hpp"

#include <boost/asio/io_context.hpp>

#include <unistd.h>

namespace idpsync::cli {
namespace {

/// Everything that one such daemon lives on, built once.
class StandaloneHost
{
public:
    StandaloneHost(RunOptions options, Console& console);

    ExitCode run();

private:
    service::DaemonSeams seams();
    service::Daemon::Options daemon_options();
    Result<void> start();

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
    std::unique_ptr<service::Notifier> notifier_;
    service::StandaloneDaemon daemon_;
    service::control::Server control_;
    std::exception_ptr bug_;
};

StandaloneHost::StandaloneHost(RunOptions options, Console& console)
    : options_(std::move(options)),
      console_(console),
      state_directory_(state_directory_from(options_.common, console.environment())),
      runtime_directory_(runtime_directory_from(options_.common, console.environment())),
      clock_(io_.get_executor()),
      programs_(io_.get_executor(), clock_, secret_access(options_.common, console.environment())),
      log_(io_.get_executor(), log_options(options_, console)),
      monitoring_(io_.get_executor(), clock_, log_, [this] { return process_.look(); }),
      notifier_(make_notifier(console)),
      daemon_(io_.get_executor(), seams(), daemon_options(),
              [this](const std::string& directory, const auto& rendered, WallTime now) {
                  const auto written = service::write_standalone_files(files_, directory, rendered, now);
                  return written.has_error() ? Result<void>(written.error()) : Result<void>();
              }),
      control_(io_.get_executor(), clock_, daemon_.handlers(),
               [own = ::geteuid()](const service::control::Peer& peer) {
                   return service::control::access_of(peer, own);
               })
{}

service::DaemonSeams StandaloneHost::seams()
{
    return {.clock = clock_,
            .files = files_,
            .random = random_,
            .connect =
                [this](net::ClientOptions options) {
                    return monitoring_.observed(
                        std::make_unique<net::BeastClient>(io_.get_executor(), clock_, std::move(options)));
                },
            .connect_to_providers =
                [this](net::ClientOptions options) {
                    return std::make_unique<net::BeastClient>(io_.get_executor(), clock_, std::move(options));
                },
            .watch_files =
                [this](std::function<void()> changed) {
                    return std::make_unique<service::InotifyWatch>(io_.get_executor(), clock_,
                                                                   std::move(changed));
                },
            .notifier = *notifier_,
            .log = log_,
            .token_file = {},
            .use_log = [this](const config::LogSettings& settings) { log_.use(settings); },
            .accepted = [this](const config::Settings& settings) { monitoring_.accepted(settings); },
            .pass_ended = [this](const auto& outcome, auto took) { monitoring_.pass_ended(outcome, took); },
            .published =
                [this](const service::DaemonState& state) {
                    monitoring_.metrics().log_lines_dropped(log_.lines_dropped());
                    monitoring_.metrics().parts_are(state.providers);
                    monitoring_.published(state);
                    control_.publish();
                },
            .programs = &programs_};
}

service::Daemon::Options StandaloneHost::daemon_options()
{
    return {.config_file = options_.common.config,
            .state_directory = state_directory_,
            .environment = console_.environment(),
            .commands = {.daemon = true, .options = options_to_repeat(options_.common)},
            .watchdog = service::watchdog_time(console_.environment(), ::getpid())};
}

Result<void> StandaloneHost::start()
{
    const auto made = service::make_runtime_directory(runtime_directory_, state_directory_);
    if (const auto owned = service::become_owner_of(state_directory_); owned.has_error())
        return owned.error();
    const auto started = daemon_.start([this](std::exception_ptr bug) {
        bug_ = std::move(bug);
        io_.stop();
    });
    if (started.has_error())
        return started.error().kind == ErrorKind::conflict ? state_directory_taken(state_directory_)
                                                           : started.error();
    const auto opened =
        made.has_error() ? made : control_.start(service::control::socket_path(runtime_directory_));
    if (opened.has_error())
        log_.emit(event_of_closed_socket(opened.error()));
    return started;
}

ExitCode StandaloneHost::run()
{
    if (const auto* failure = daemon_.load())
    {
        print_diagnostics("error", failure->errors, console_);
        return ExitCode::bad_config;
    }
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

ExitCode run_standalone(const RunOptions& options, Console& console)
{
    return StandaloneHost(from_anywhere(options), console).run();
}

} // namespace idpsync::cli
