#include "cli/check.hpp"

#include "cli/daemon_access.hpp"
#include "cli/diagnostics.hpp"
#include "cli/prepare.hpp"
#include "cli/render/check_formats.hpp"
#include "cli/render/check_result.hpp"
#include "config/load_standalone.hpp"
#include "core/nothing_declared.hpp"
#include "reconcile/ledger_store.hpp"
#include "service/declared_files.hpp"
#include "service/standalone_visit.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/system_random.hpp"
#include "service/web/web_password.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>

namespace idpsync::cli {
namespace {

/// Adds what came of reading one file: an error, a warning, or nothing.
template <class Read>
void add_read(CheckResult& result, const SourceLocation& where, const std::string& path, const Read& read)
{
    if (read.has_error())
        result.errors.push_back({where, path, read.error().text()});
    else if (!read->warning.empty())
        result.warnings.push_back({where, path, read->warning});
}

Result<void> add_files(CheckResult& result, const config::Configuration& configuration,
                       const service::SecretAccess& access)
{
    const auto read = service::read_declared_files(configuration, access);
    if (read.has_error())
        return read.error();
    const auto place_of = [&](const std::string& path) { return configuration.places.at(path); };
    add_read(result, place_of("management.token"), "management.token", read->token);
    if (read->ca_pem.has_error())
        result.errors.push_back(
            {place_of("management.ca_file"), "management.ca_file", read->ca_pem.error().text()});
    if (read->providers_ca_pem.has_error())
        result.errors.push_back(
            {place_of("providers.ca_file"), "providers.ca_file", read->providers_ca_pem.error().text()});
    service::PosixFiles files;
    service::WebPassword password;
    password.use(configuration.settings.web.password_file, files);
    if (!password.problem().empty())
        result.errors.push_back({place_of("web.password_file"), "web.password_file", password.problem()});
    for (const auto& [key, secret] : read->client_secrets)
    {
        const auto path = "identity_providers." + key.str() + ".client_secret";
        add_read(result, place_of(path), path, secret);
    }
    for (const auto& [key, secret] : read->registration_secrets)
    {
        const auto path = registration_secret_path(*configuration.desired.find(key));
        add_read(result, place_of(path), path, secret);
    }
    return {};
}

/// The secrets that wrong files name all the same: all that is wrong is said in one run.
Result<void> add_secrets(CheckResult& result, const config::LoadFailure& failure,
                         const service::SecretAccess& access)
{
    const auto read = service::read_secrets(failure, access);
    if (read.has_error())
        return read.error();
    for (const auto& [path, secret] : *read)
        add_read(result, failure.places.at(path), path, secret);
    return {};
}

/// What is as it was in an example, and secrets whose day is over: worth saying to somebody who asks.
void add_remarks(CheckResult& result, const config::Configuration& configuration)
{
    result.warnings.insert(result.warnings.end(), configuration.leftovers.begin(),
                           configuration.leftovers.end());
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (const auto& provider : configuration.desired.providers())
    {
        const auto& expires = provider.client_secret_expires;
        if (!expires || *expires > now || provider.state != State::present)
            continue;
        const auto path = "identity_providers." + provider.key.str() + ".client_secret_expires";
        result.warnings.push_back(
            {configuration.places.at(path), path,
             "this day has passed: create a new secret at the provider, or correct the day"});
    }
}

/// Files that declare nothing are wrong where connectors are known from before.
void add_what_is_known(CheckResult& result, const config::Configuration& configuration,
                       const CheckOptions& options, const std::string& state_directory)
{
    if (!configuration.desired.providers().empty())
        return;
    const SourceLocation where{options.common.config, 0, 0};
    service::PosixFiles files;
    service::SystemRandom random;
    const auto ledger = reconcile::LedgerStore(files, random, state_directory).load();
    if (ledger.has_error())
        result.warnings.push_back({where, "identity_providers",
                                   "no identity provider is declared, and the ledger cannot be read to see "
                                   "whether connectors are known: " +
                                       ledger.error().text()});
    else if (const auto objection = nothing_declared(configuration.desired, *ledger))
        result.errors.push_back({where, "identity_providers", objection->text()});
}

/// What is wrong with files that failed to load, secrets included.
Result<CheckResult> check_failed(const config::LoadFailure& failure, const CheckOptions& options,
                                 const reconcile::Environment& environment)
{
    CheckResult result{.errors = failure.errors, .warnings = failure.warnings, .declared = {}};
    if (options.secrets)
        if (const auto read = add_secrets(result, failure, secret_access(options.common, environment));
            read.has_error())
            return read.error();
    return result;
}

/// A configuration of the other kind.
Result<CheckResult> check_standalone(const CheckOptions& options, const reconcile::Environment& environment)
{
    service::PosixFiles files;
    const auto loaded = config::load_standalone(files, options.common.config);
    if (loaded.has_error())
        return check_failed(loaded.error(), options, environment);
    CheckResult result{.errors = {}, .warnings = loaded->warnings, .declared = {}};
    result.warnings.insert(result.warnings.end(), loaded->leftovers.begin(), loaded->leftovers.end());
    const auto& declared = loaded->standalone;
    result.standalone = declared.domain;
    if (!options.secrets)
        return result;
    const auto secrets =
        service::read_standalone_secrets(*loaded, secret_access(options.common, environment));
    if (secrets.has_error())
        return secrets.error();
    for (const auto& [setting, secret] : *secrets)
        add_read(result, declared.where, setting, secret);
    return result;
}

Result<CheckResult> check_files(const CheckOptions& options, const reconcile::Environment& environment)
{
    service::PosixFiles files;
    if (config::declares_standalone(files, options.common.config))
        return check_standalone(options, environment);
    const auto loaded = config::load(files, options.common.config);
    if (loaded.has_error())
        return check_failed(loaded.error(), options, environment);
    CheckResult result{.errors = {}, .warnings = loaded->warnings, .declared = {}};
    add_remarks(result, *loaded);
    const auto state = state_directory_from(options.common, environment);
    for (auto& error : unreadable_for_daemon(*loaded, state))
        result.errors.push_back(std::move(error));
    if (auto warning = options.secrets ? unrenewable_for_daemon(*loaded, state) : std::nullopt)
        result.warnings.push_back(std::move(*warning));
    add_what_is_known(result, *loaded, options, state);
    result.declared = declared_in(*loaded);
    if (options.secrets)
        if (const auto read = add_files(result, *loaded, secret_access(options.common, environment));
            read.has_error())
            return read.error();
    return result;
}

void print_result(const CheckResult& result, const CheckOptions& options, Console& console)
{
    std::error_code unknown; // names stay as they are then
    const CheckedPlace place{std::filesystem::current_path(unknown).string(), options.common.config};
    if (options.format == Format::json)
        return console.print_json(check_json(result));
    if (options.format == Format::sarif)
        return console.print_json(check_sarif(result, place));
    if (options.format == Format::github)
        console.print_exactly(check_github(result, place));
    if (result.errors.empty())
        console.print(result.declared ? ok_line(*result.declared) : standalone_ok_line(result.standalone));
}

} // namespace

ExitCode check(const CheckOptions& options, Console& console)
{
    const auto checked = check_files(options, console.environment());
    if (checked.has_error())
    {
        console.error(checked.error().text());
        return exit_code_of(checked.error());
    }
    const auto& result = *checked;
    print_diagnostics("error", result.errors, console);
    print_diagnostics("warning", result.warnings, console);
    print_result(result, options, console);
    return console.finish(result.errors.empty() ? ExitCode::success : ExitCode::bad_config);
}

} // namespace idpsync::cli
