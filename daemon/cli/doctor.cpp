#include "cli/doctor.hpp"

#include "cli/doctor_login.hpp"
#include "cli/prepare.hpp"
#include "cli/render/doctor_json.hpp"
#include "cli/render/render_doctor.hpp"
#include "service/keys.hpp"

namespace idpsync::cli {
namespace {

Result<diagnose::Diagnosis> examine(const DoctorOptions& options, const config::Configuration& configuration,
                                    Console& console)
{
    const auto log = make_log(options.common, configuration.settings.log, console);
    auto application = start_application(options.common, configuration, *log, console);
    if (application.has_error())
        return application.error();
    const auto ledger = (*application)->ledger();
    if (ledger.has_error())
        return ledger.error();
    auto keys = service::named_keys(options.keys, configuration.desired, *ledger);
    if (keys.has_error())
        return keys.error();
    return (*application)->diagnose(std::move(keys->keys));
}

} // namespace

ExitCode doctor(const DoctorOptions& options, Console& console)
{
    if (const auto refusal = refusal_for_this_user(options.common, "doctor", console.environment()))
        return report_error(*refusal, console);
    if (options.login)
        return doctor_login(options, console);
    const auto configuration = load_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const auto diagnosis = examine(options, *configuration, console);
    if (diagnosis.has_error())
        return report_error(diagnosis.error(), console);
    if (options.common.json)
        console.print_json(doctor_json(*diagnosis));
    else
        console.print(render_doctor(*diagnosis,
                                    {.colour = console.colours_output(), .verbose = options.common.verbose}));
    return console.finish(diagnosis->is_well() ? ExitCode::success : ExitCode::failure);
}

} // namespace idpsync::cli
