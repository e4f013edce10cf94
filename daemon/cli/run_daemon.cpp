#include "cli/run_daemon.hpp"

#include "cli/prepare.hpp"
#include "core/text.hpp"
#include "net/client.hpp"
#include "service/daemon.hpp"
#include "service/file_watch.hpp"
#include "service/log.hpp"
#include "service/notifier.hpp"
#include "service/posix_files.hpp"
#include "service/signals.hpp"
#include "service/state_owner.hpp"
#include "service/system_clock.hpp"
#include "service/system_random.hpp"

#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <filesystem>

namespace idpsync::cli {
namespace {

/// Everything that one daemon lives on, built once.
class DaemonHost
{
public:
    DaemonHost(const RunOptions& options, Console& console);

    ExitCode run();

private:
    service::Daemon::Seams seams();
    service::Daemon::Options daemon_options();
    Result<void> start();
    void use_log(const config::LogSettings& settings);

    const RunOptions& options_;
    Console& console_;
    std::string state_directory_;
    boost::asio::io_context io_{1};
    service::SystemClock clock_;
    service::PosixFiles files_;
    service::SystemRandom random_;
    service::Log log_;
    std::unique_ptr<service::Notifier> notifier_;
    service::Daemon daemon_;
    std::exception_ptr bug_;
};

std::unique_ptr<service::Notifier> make_notifier(Console& console)
{
    auto notifier = service::notifier_for(console.environment());
    if (notifier.has_value())
        return std::move(*notifier);
    console.warning(notifier.error().message);
    return std::make_unique<service::NoNotifier>();
}

DaemonHost::DaemonHost(const RunOptions& options, Console& console)
    : options_(options),
      console_(console),
      state_directory_(state_directory_from(options.common, console.environment())),
      clock_(io_.get_executor()),
      log_(service::LineFormat::json, Level::info),
      notifier_(make_notifier(console)),
      daemon_(io_.get_executor(), seams(), daemon_options())
{}

service::Daemon::Seams DaemonHost::seams()
{
    return {.clock = clock_,
            .files = files_,
            .random = random_,
            .connect =
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
            .use_log = [this](const config::LogSettings& settings) { use_log(settings); }};
}

service::Daemon::Options DaemonHost::daemon_options()
{
    return {.config_file = std::filesystem::absolute(options_.common.config).lexically_normal().string(),
            .state_directory = state_directory_,
            .environment = console_.environment(),
            .watchdog = service::watchdog_time(console_.environment(), ::getpid())};
}

void DaemonHost::use_log(const config::LogSettings& settings)
{
    const auto stream = service::standard_error_stream(console_.environment()("JOURNAL_STREAM").value_or(""),
                                                       console_.colours_errors());
    log_.use(service::line_format(settings.format, stream),
             options_.common.verbose ? Level::debug : settings.level);
}

Result<void> DaemonHost::start()
{
    if (const auto owned = service::become_owner_of(state_directory_); owned.has_error())
        return owned.error();
    const auto started = daemon_.start([this](std::exception_ptr bug) {
        bug_ = std::move(bug);
        io_.stop();
    });
    if (started.has_error() && started.error().kind == ErrorKind::conflict)
        return Error{ErrorKind::conflict, "another netbird-idp-sync uses the state directory " +
                                              escaped(state_directory_) +
                                              ": stop the daemon or the `apply` that runs, or give this one "
                                              "a directory of its own with --state-dir"};
    return started;
}

ExitCode DaemonHost::run()
{
    if (const auto* failure = daemon_.load())
    {
        for (const auto& error : failure->errors)
            console_.error(config::to_string(error));
        return ExitCode::bad_config;
    }
    const service::Signals signals(io_.get_executor(),
                                   {.reload = [this] { daemon_.reload(); },
                                    .stop = [this](const std::string& name) { daemon_.stop(name); }});
    if (const auto started = start(); started.has_error())
        return report_error(started.error(), console_);
    io_.run();
    if (bug_)
        std::rethrow_exception(bug_);
    return ExitCode::success;
}

} // namespace

ExitCode run_daemon(const RunOptions& options, Console& console)
{
    return DaemonHost(options, console).run();
}

} // namespace idpsync::cli
