#include "cli/daemon_setup.hpp"

#include "core/text.hpp"

#include <filesystem>

namespace idpsync::cli {

std::unique_ptr<service::Notifier> make_notifier(Console& console)
{
    auto notifier = service::notifier_for(console.environment());
    if (notifier.has_value())
        return std::move(*notifier);
    console.warning(notifier.error().text());
    return std::make_unique<service::NoNotifier>();
}

service::DaemonLog::Options log_options(const RunOptions& options, const Console& console)
{
    service::DaemonLog::Options log;
    log.journal_stream = console.environment()("JOURNAL_STREAM").value_or("");
    log.colour = console.colours_errors();
    log.verbose = options.common.verbose;
    return log;
}

RunOptions from_anywhere(RunOptions options)
{
    const auto make_absolute = [](std::string& path) {
        path = std::filesystem::absolute(path).lexically_normal().string();
    };
    make_absolute(options.common.config);
    if (options.common.state_directory)
        make_absolute(*options.common.state_directory);
    if (options.common.runtime_directory)
        make_absolute(*options.common.runtime_directory);
    return options;
}

Error state_directory_taken(const std::string& state_directory)
{
    return {ErrorKind::conflict, "another netbird-idp-sync uses the state directory " +
                                     escaped(state_directory) +
                                     ": stop the daemon or the `apply` that runs, or give this one "
                                     "a directory of its own with --state-dir"};
}

Event event_of_closed_socket(const Error& error)
{
    return {EventName::config_loaded,
            Level::warning,
            std::nullopt,
            {{"warning", error.text() + "; `status`, `reload` and `pause` will not reach this daemon"}}};
}

} // namespace idpsync::cli
