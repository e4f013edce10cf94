#include "cli/check.hpp"

#include "cli/prepare.hpp"
#include "cli/render/check_result.hpp"
#include "service/declared_files.hpp"
#include "service/system/posix_files.hpp"

namespace idpsync::cli {
namespace {

/// Adds an error of a setting's file. Its message may name the setting itself, which is told before it.
void add_error(CheckResult& result, const SourceLocation& where, const std::string& path, const Error& error)
{
    const auto named = path + ": ";
    result.errors.push_back(
        {where, path, error.message.starts_with(named) ? error.message.substr(named.size()) : error.message});
}

/// Adds what came of reading one file: an error, a warning, or nothing.
template <class Read>
void add_read(CheckResult& result, const SourceLocation& where, const std::string& path, const Read& read)
{
    if (read.has_error())
        add_error(result, where, path, read.error());
    else if (!read->warning.empty())
        result.warnings.push_back({where, path, read->warning});
}

Result<void> add_files(CheckResult& result, const config::Configuration& configuration,
                       const reconcile::Environment& environment, const std::string& service_unit)
{
    const auto read = service::read_declared_files(configuration, environment, service_unit);
    if (read.has_error())
        return read.error();
    const SourceLocation file{.file = configuration.settings.config_file};
    add_read(result, file, "management.token", read->token);
    if (read->ca_pem.has_error())
        add_error(result, file, "management.ca_file", read->ca_pem.error());
    if (read->providers_ca_pem.has_error())
        add_error(result, file, "providers.ca_file", read->providers_ca_pem.error());
    for (const auto& [key, secret] : read->client_secrets)
        add_read(result, configuration.desired.find(key)->where,
                 "identity_providers." + key.str() + ".client_secret", secret);
    return {};
}

Result<CheckResult> check_files(const CheckOptions& options, const reconcile::Environment& environment)
{
    CheckResult result;
    service::PosixFiles files;
    const auto loaded = config::load(files, options.common.config);
    if (loaded.has_error())
    {
        result.errors = loaded.error().errors;
        result.warnings = loaded.error().warnings;
        return result;
    }
    result.warnings = loaded->warnings;
    result.declared = declared_in(*loaded);
    if (options.secrets)
        if (const auto read = add_files(result, *loaded, environment, service_unit_of(options.common));
            read.has_error())
            return read.error();
    return result;
}

} // namespace

ExitCode check(const CheckOptions& options, Console& console)
{
    const auto checked = check_files(options, console.environment());
    if (checked.has_error())
    {
        console.error(checked.error().message);
        return exit_code_of(checked.error());
    }
    const auto& result = *checked;
    for (const auto& error : result.errors)
        console.error(config::to_string(error));
    for (const auto& warning : result.warnings)
        console.warning(config::to_string(warning));
    if (options.common.json)
        console.print_json(check_json(result));
    else if (result.errors.empty())
        console.print(ok_line(*result.declared));
    return console.finish(result.errors.empty() ? ExitCode::success : ExitCode::bad_config);
}

} // namespace idpsync::cli
