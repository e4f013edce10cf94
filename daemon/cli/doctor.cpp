#include "cli/doctor.hpp"

#include "cli/doctor_login.hpp"
#include "cli/doctor_standalone.hpp"
#include "cli/prepare.hpp"
#include "cli/show_diagnosis.hpp"
#include "config/load_standalone.hpp"
#include "core/text.hpp"
#include "service/keys.hpp"
#include "service/system/posix_files.hpp"

namespace idpsync::cli {
namespace {

/// What there is to look at, or to sign in through, is declared: an entry of the ledger alone is not. With
/// --login it is one.
Result<std::set<ProviderKey>> declared_keys(const DoctorOptions& options, const DesiredState& desired)
{
    const auto words = options.login ? std::vector{options.login->key} : options.keys;
    auto named = service::named_keys(words, desired, Ledger());
    if (named.has_error())
        return named.error();
    if (options.login && named->keys.empty())
        return Error{ErrorKind::rejected, quoted(options.login->key) + " is not a provider to sign in with"};
    return std::move(named->keys);
}

ExitCode refuse(const Error& error, Console& console)
{
    console.error(error.text());
    return ExitCode::usage;
}

Result<diagnose::Diagnosis> examine(const DoctorOptions& options, const config::Configuration& configuration,
                                    std::set<ProviderKey> keys, Console& console)
{
    const auto log = make_log(options.common, configuration.settings.log, console);
    auto application = start_application(options.common, configuration, *log, console);
    if (application.has_error())
        return application.error();
    return (*application)->diagnose(std::move(keys));
}

} // namespace

ExitCode doctor(const DoctorOptions& options, Console& console)
{
    if (service::PosixFiles files; config::declares_standalone(files, options.common.config))
        return doctor_standalone(options, console);
    if (options.server)
        return refuse({ErrorKind::rejected, "--server is for a standalone NetBird, and the configuration "
                                            "declares none"},
                      console);
    if (const auto refusal = refusal_for_this_user(options.common, "doctor", console.environment()))
        return report_error(*refusal, console);
    if (const auto objection = objection_to_login(options, console))
        return refuse(*objection, console);
    const auto configuration = load_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    auto keys = declared_keys(options, configuration->desired);
    if (keys.has_error())
        return refuse(keys.error(), console);
    if (options.login)
        return doctor_login(options, *keys->begin(), *configuration, console);
    const auto diagnosis = examine(options, *configuration, std::move(*keys), console);
    return show_diagnosis(diagnosis, options.common, console);
}

} // namespace idpsync::cli
