#include "cli/prepare.hpp"

#include "cli/diagnostics.hpp"
#include "cli/notes.hpp"
#include "config/load_standalone.hpp"
#include "core/joined.hpp"
#include "core/next_command.hpp"
#include "core/provider.hpp"
#include "core/text.hpp"
#include "service/log/log.hpp"
#include "service/system/digesting_files.hpp"
#include "service/system/posix_files.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace idpsync::cli {
namespace {

/// What systemd names, the first when it names several.
std::optional<std::string> first_of(const std::optional<std::string>& directories)
{
    if (!directories || directories->empty())
        return std::nullopt;
    return directories->substr(0, directories->find(':'));
}

/// Where an installation is kept by default.
struct Places
{
    std::string instance; ///< empty: the only one
    std::string config;
    std::string state_directory;
    std::string runtime_directory;
};

Places places_of_instance(const std::string& name)
{
    const auto below = name.empty() ? std::string() : '/' + name;
    return {name, "/etc/netbird-idp-sync" + below + "/config.yaml", "/var/lib/netbird-idp-sync" + below,
            "/run/netbird-idp-sync" + below};
}

/// Those of the instance that the options name, or that the file lies in: the units name its places.
Places places_of(const CommonOptions& options)
{
    if (!options.instance.empty())
        return places_of_instance(options.instance);
    constexpr std::string_view before = "/etc/netbird-idp-sync/";
    constexpr std::string_view after = "/config.yaml";
    const std::string_view file = options.config;
    if (file.starts_with(before) && file.ends_with(after) && file.size() > before.size() + after.size())
    {
        const auto name = file.substr(before.size(), file.size() - before.size() - after.size());
        if (const auto key = ProviderKey::parse(name))
            return places_of_instance(key->str());
    }
    return places_of_instance({});
}

std::optional<config::Configuration> load_from(Files& files, const CommonOptions& options, Console& console)
{
    auto loaded = config::load(files, options.config);
    if (loaded.has_error())
    {
        print_diagnostics("error", loaded.error().errors, console);
        print_diagnostics("warning", loaded.error().warnings, console);
        return std::nullopt;
    }
    print_diagnostics("warning", loaded->warnings, console);
    return std::move(*loaded);
}

/// "the user netbird-idp-sync", or "its owner" where that cannot be found out.
std::string owner_of(const std::string& directory)
{
    struct stat status = {};
    if (::stat(directory.c_str(), &status) != 0)
        return "its owner";
    struct passwd entry = {};
    struct passwd* found = nullptr;
    std::array<char, 16384> buffer{};
    if (::getpwuid_r(status.st_uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return "the user with uid " + std::to_string(status.st_uid);
    return "the user " + escaped(found->pw_name);
}

} // namespace

std::optional<config::Configuration> load_configuration(const CommonOptions& options, Console& console)
{
    service::PosixFiles disk;
    return load_from(disk, options, console);
}

std::optional<LoadedConfiguration> load_configuration_with_name(const CommonOptions& options,
                                                                Console& console)
{
    service::PosixFiles disk;
    service::DigestingFiles files(disk);
    auto loaded = load_from(files, options, console);
    if (!loaded)
        return std::nullopt;
    const auto revision = service::revision_of(disk, console.environment(), options.config);
    return LoadedConfiguration{std::move(*loaded), {files.short_digest(), revision.name}};
}

std::optional<config::StandaloneConfiguration> load_standalone_configuration(const CommonOptions& options,
                                                                             Console& console)
{
    service::PosixFiles files;
    auto loaded = config::load_standalone(files, options.config);
    print_diagnostics("error", loaded.has_error() ? loaded.error().errors : std::vector<config::Diagnostic>(),
                      console);
    print_diagnostics("warning", loaded.has_error() ? loaded.error().warnings : loaded->warnings, console);
    return loaded.has_error() ? std::nullopt : std::optional(std::move(*loaded));
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

service::SecretAccess secret_access(const CommonOptions& options, const reconcile::Environment& environment)
{
    return {environment, service_unit_of(options), state_directory_from(options, environment)};
}

std::string options_to_repeat(const CommonOptions& options)
{
    const auto places = places_of(options);
    std::string out;
    const auto add = [&](std::string_view option, std::string_view value) {
        append_part(out, std::string(option) + ' ' + shell_word(value), " ");
    };
    if (!places.instance.empty())
        add("--instance", places.instance);
    if (options.config != places.config)
        add("-c", options.config);
    if (options.state_directory && *options.state_directory != places.state_directory)
        add("--state-dir", *options.state_directory);
    if (options.runtime_directory && *options.runtime_directory != places.runtime_directory)
        add("--runtime-dir", *options.runtime_directory);
    return out;
}

std::optional<Error> refusal_for_this_user(const CommonOptions& options, std::string_view command,
                                           const reconcile::Environment& environment)
{
    const auto directory = state_directory_from(options, environment);
    if (::access(directory.c_str(), R_OK | X_OK) == 0 || errno != EACCES)
        return std::nullopt;
    const NextCommand commands{.daemon = true, .options = options_to_repeat(options)};
    return Error{ErrorKind::forbidden, std::string(command) + " needs what is kept in " + escaped(directory) +
                                           ", which is for " + owner_of(directory) +
                                           " and root alone: run it as one of them, with sudo for example. " +
                                           commands.command("status") + " and, while a daemon runs, " +
                                           commands.command("history") + " work for the group of its socket"};
}

std::unique_ptr<EventSink> make_log(const CommonOptions& options, const config::LogSettings& settings,
                                    Console& console)
{
    if (!options.log && !options.verbose)
        return std::make_unique<Notes>(console);
    const auto stream = service::standard_error_stream(console.environment()("JOURNAL_STREAM").value_or(""),
                                                       console.colours_errors());
    // -v alone is for somebody who reads; --log for whoever keeps the log.
    const auto format = options.log ? settings.format : config::LogFormat::text;
    return std::make_unique<service::Log>(service::line_format(format, stream),
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
                                     .files = std::move(writing.files),
                                     .asked_by = std::move(writing.asked_by),
                                     .command_options = options_to_repeat(options),
                                     .candidate = writing.candidate});
    if (application.has_value())
        for (const auto& warning : (*application)->warnings())
            console.warning(warning);
    return application;
}

ExitCode report_error(const Error& error, Console& console)
{
    console.error(error.text());
    return exit_code_of(error);
}

} // namespace idpsync::cli
