#pragma once

// What commands do before their own work: the configuration, the state directory, the log.

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "config/load.hpp"
#include "core/event.hpp"
#include "service/application.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::config {

struct StandaloneConfiguration;

} // namespace idpsync::config

namespace idpsync::cli {

struct LoadedConfiguration
{
    config::Configuration configuration;
    service::FilesInForce files; ///< that it is from
};

/// The configuration, or nothing after every error of the files was printed (exit code: bad_config).
/// Warnings are printed in either case.
std::optional<config::Configuration> load_configuration(const CommonOptions& options, Console& console);
std::optional<LoadedConfiguration> load_configuration_with_name(const CommonOptions& options,
                                                                Console& console);

/// The same of a configuration that declares a standalone NetBird.
std::optional<config::StandaloneConfiguration> load_standalone_configuration(const CommonOptions& options,
                                                                             Console& console);

/// --state-dir, else $STATE_DIRECTORY (the first, when systemd names several), else
/// /var/lib/netbird-idp-sync.
std::string state_directory_from(const CommonOptions& options, const reconcile::Environment& environment);

/// --runtime-dir, else $RUNTIME_DIRECTORY (the first), else /run/netbird-idp-sync. An instance has its own.
std::string runtime_directory_from(const CommonOptions& options, const reconcile::Environment& environment);

/// The unit whose credentials a command reads outside the service.
std::string service_unit_of(const CommonOptions& options);

/// How a command that does nothing else reads secrets.
service::SecretAccess secret_access(const CommonOptions& options, const reconcile::Environment& environment);

/// The options that name the same installation again, for commands that a text names: "--instance berlin",
/// "-c FILE"; empty for the usual one. Fit for a shell.
std::string options_to_repeat(const CommonOptions& options);

/// Why `command` cannot work for whoever runs it: the state directory is there, and closed to them. The error
/// (forbidden) names its owner and what works instead; nothing: it is open, or not there yet.
std::optional<Error> refusal_for_this_user(const CommonOptions& options, std::string_view command,
                                           const reconcile::Environment& environment);

/// Where the events of a command go. Its own output says the same, so that without an option only notes come
/// out (notes.hpp). With --log to standard error by the `log` settings, with -v as text, and all of them.
std::unique_ptr<EventSink> make_log(const CommonOptions& options, const config::LogSettings& settings,
                                    Console& console);

/// What a command may do beside looking.
struct Writing
{
    bool allowed = false;          ///< it may change NetBird and the state directory
    service::FilesInForce files{}; ///< of the configuration that it carries out
    std::string asked_by{};        ///< as "root (sudo alice)"
    /// false: root is root again when the application is gone
    bool give_up_root = true;
    bool candidate = false; ///< the configuration is not the one in place
};

/// The application of a command that asks NetBird or the providers, its warnings printed. All it is given
/// must outlive it. Errors: Application::start()'s.
Result<std::unique_ptr<service::Application>> start_application(const CommonOptions& options,
                                                                const config::Configuration& configuration,
                                                                EventSink& events, Console& console,
                                                                Writing writing = {});

/// Prints an error of ours and gives its exit code.
ExitCode report_error(const Error& error, Console& console);

} // namespace idpsync::cli
