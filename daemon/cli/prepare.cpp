#include "cli/prepare.hpp"

#include "cli/wait_notes.hpp"
#include "service/log/log.hpp"
#include "service/system/digesting_files.hpp"
#include "service/system/posix_files.hpp"

namespace idpsync::cli {
namespace {

void print_warnings(const std::vector<config::Diagnostic>& warnings, Console& console)
{
    for (const auto& warning : warnings)
        console.warning(config::to_string(warning));
}

/// What systemd names, the first when it names several.
std::optional<std::string> first_of(const std::optional<std::string>& directories)
{
    if (!directories || directories->empty())
        return std::nullopt;
    return directories->substr(0, directories->find(':'));
}

} // namespace

std::optional<config::Configuration> load_configuration(const CommonOptions& options, Console& console)
{
    auto loaded = load_configuration_with_hash(options, console);
    return loaded ? std::optional(std::move(loaded->configuration)) : std::nullopt;
}

std::optional<LoadedConfiguration> load_configuration_with_hash(const CommonOptions& options,
                                                                Console& console)
{
    service::PosixFiles disk;
    service::DigestingFiles files(disk);
    auto loaded = config::load(files, options.config);
    if (loaded.has_error())
    {
        for (const auto& error : loaded.error().errors)
            console.error(config::to_string(error));
        print_warnings(loaded.error().warnings, console);
        return std::nullopt;
    }
    print_warnings(loaded->warnings, console);
    return LoadedConfiguration{std::move(*loaded), files.short_digest()};
}

std::string state_directory_from(const CommonOptions& options, const reconcile::Environment& environment)
{
    return options.state_directory
               ? *options.state_directory
               : first_of(environment("STATE_DIRECTORY")).value_or("/var/lib/netbird-idp-sync");
}

std::string runtime_directory_from(const CommonOptions& options, const reconcile::Environment& environment)
{
    return options.runtime_directory
               ? *options.runtime_directory
               : first_of(environment("RUNTIME_DIRECTORY")).value_or("/run/netbird-idp-sync");
}

std::string service_unit_of(const CommonOptions& options)
{
    return "netbird-idp-sync" + (options.instance.empty() ? "" : '@' + options.instance) + ".service";
}

std::unique_ptr<EventSink> make_log(const CommonOptions& options, const config::LogSettings& settings,
                                    Console& console, bool quiet)
{
    if (quiet && !options.verbose && console.terminals().errors)
        return std::make_unique<WaitNotes>(console);
    if (quiet && !options.verbose)
        return std::make_unique<service::NoLog>();
    const auto stream = service::standard_error_stream(console.environment()("JOURNAL_STREAM").value_or(""),
                                                       console.colours_errors());
    return std::make_unique<service::Log>(service::line_format(settings.format, stream),
                                          options.verbose ? Level::debug : settings.level);
}

Result<std::unique_ptr<service::Application>> start_application(const CommonOptions& options,
                                                                const config::Configuration& configuration,
                                                                EventSink& events, Console& console,
                                                                Writing writing)
{
    auto application =
        service::Application::start(configuration, events,
                                    {.state_directory = state_directory_from(options, console.environment()),
                                     .write = writing.allowed,
                                     .give_up_root = writing.give_up_root,
                                     .environment = console.environment(),
                                     .service_unit = service_unit_of(options),
                                     .config_hash = std::move(writing.config_hash),
                                     .asked_by = std::move(writing.asked_by)});
    if (application.has_value())
        for (const auto& warning : (*application)->warnings())
            console.warning(warning);
    return application;
}

ExitCode report_error(const Error& error, Console& console)
{
    console.error(error.message);
    return exit_code_of(error);
}

} // namespace idpsync::cli
