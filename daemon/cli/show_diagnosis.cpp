#include "cli/show_diagnosis.hpp"

#include "cli/prepare.hpp"
#include "cli/render/doctor_json.hpp"
#include "cli/render/render_doctor.hpp"

namespace idpsync::cli {

ExitCode show_diagnosis(const Result<diagnose::Diagnosis>& diagnosis, const CommonOptions& options,
                        Console& console)
{
    if (diagnosis.has_error())
        return report_error(diagnosis.error(), console);
    if (options.json)
        console.print_json(doctor_json(*diagnosis));
    else
        console.print(
            render_doctor(*diagnosis, {.colour = console.colours_output(), .verbose = options.verbose}));
    return console.finish(diagnosis->is_well() ? ExitCode::success : ExitCode::failure);
}

} // namespace idpsync::cli
