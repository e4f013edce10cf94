#include "cli/status.hpp"

#include "cli/control_client.hpp"
#include "cli/prepare.hpp"
#include "cli/render/render_status.hpp"

namespace idpsync::cli {
namespace {

namespace control = service::control;

void print(const control::StatusDocument& status, const StatusOptions& options, Console& console)
{
    if (options.common.json)
        console.print_json(control::status_json(status));
    else
        console.print(
            render_status(status, {.colour = console.colours_output(), .verbose = options.common.verbose}));
}

/// Whoever watches on a terminal sees one screen; elsewhere one state follows the other.
void begin_screen(const StatusOptions& options, Console& console)
{
    if (options.watch && !options.common.json && console.terminals().output)
        console.print("\x1b[H\x1b[2J");
}

} // namespace

ExitCode status(const StatusOptions& options, Console& console)
{
    auto client = ControlClient::ask(runtime_directory_from(options.common, console.environment()),
                                     control::StatusRequest{.watch = options.watch});
    if (client.has_error())
        return report_error(client.error(), console);
    for (bool first = true;; first = false)
    {
        const auto patience = first ? std::optional<std::chrono::seconds>(answer_time) : std::nullopt;
        const auto line = client->line(patience);
        if (line.has_error())
            return report_error(line.error(), console);
        const auto status = control::decode_status_answer(*line);
        if (status.has_error())
            return report_error(status.error(), console);
        begin_screen(options, console);
        print(*status, options, console);
        if (const auto code = console.finish(exit_code_of_status(*status));
            !options.watch || !console.can_print())
            return code;
    }
}

} // namespace idpsync::cli
