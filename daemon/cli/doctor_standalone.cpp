#include "cli/doctor_standalone.hpp"

#include "cli/diagnostics.hpp"
#include "cli/prepare.hpp"
#include "cli/show_diagnosis.hpp"
#include "config/load_standalone.hpp"
#include "service/standalone_visit.hpp"

#include <optional>

namespace idpsync::cli {
namespace {

/// What only a NetBird with connectors has.
std::optional<Error> objection_to(const DoctorOptions& options)
{
    if (options.login)
        return Error{ErrorKind::rejected, "--login signs in through NetBird's embedded login service",
                     "sign in to the dashboard of a standalone NetBird itself"};
    if (!options.keys.empty())
        return Error{ErrorKind::rejected, "a standalone NetBird has one provider, and no KEY names it",
                     "leave the KEY out"};
    return std::nullopt;
}

} // namespace

ExitCode doctor_standalone(const DoctorOptions& options, Console& console)
{
    if (const auto objection = objection_to(options))
    {
        console.error(objection->text());
        return ExitCode::usage;
    }
    const auto configuration = load_standalone_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    std::vector<std::string> warnings;
    const auto diagnosis =
        service::visit_standalone(*configuration,
                                  {.access = secret_access(options.common, console.environment()),
                                   .ask_server = options.server,
                                   .commands = {.options = options_to_repeat(options.common)}},
                                  warnings);
    for (const auto& warning : warnings)
        console.warning(warning);
    return show_diagnosis(diagnosis, options.common, console);
}

} // namespace idpsync::cli
