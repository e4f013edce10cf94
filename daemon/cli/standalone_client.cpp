#include "cli/standalone_client.hpp"

#include "cli/prepare.hpp"
#include "cli/render/render_standalone_client.hpp"
#include "config/load_standalone.hpp"
#include "core/next_command.hpp"
#include "service/standalone_client.hpp"
#include "service/standalone_visit.hpp"

#include <optional>

namespace idpsync::cli {
namespace {

std::optional<Error> objection_to_client(const Standalone& declared, const NextCommand& commands)
{
    const auto by_hand = "enter what " + commands.command("show registration") + " prints";
    if (declared.provider == StandaloneProvider::generic)
        return Error{ErrorKind::bad_config,
                     "the client at a provider of kind generic is made by hand: this "
                     "program has no way into its API",
                     by_hand};
    if (!declared.registration)
        return Error{ErrorKind::bad_config,
                     "standalone.registration is not there: it says as whom the client is read and written",
                     "write it, or " + by_hand};
    return std::nullopt;
}

ExitCode code_of_visited(const auto& visited)
{
    const auto& item = visited.item;
    if (visited.failed || item.troubled() || !visited.unseen.empty())
        return ExitCode::failure;
    return item.in_sync() || visited.written ? ExitCode::success : ExitCode::changes;
}

/// The worse of both clients.
ExitCode code_of_client(const service::StandaloneClient& client)
{
    const auto code = code_of_visited(client);
    const auto of_manager = client.manager ? code_of_visited(*client.manager) : ExitCode::success;
    const bool by_manager = of_manager == ExitCode::failure || code == ExitCode::success;
    return by_manager ? of_manager : code;
}

} // namespace

ExitCode standalone_client(const StandaloneClientOptions& options, Console& console)
{
    const auto configuration = load_standalone_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const NextCommand commands{.options = options_to_repeat(options.common)};
    const auto& declared = configuration->standalone;
    if (const auto objection = objection_to_client(declared, commands))
        return report_error(*objection, console);
    std::vector<std::string> warnings;
    const auto client = service::visit_standalone_client(
        *configuration,
        {.access = secret_access(options.common, console.environment()), .commands = commands}, options.write,
        warnings);
    for (const auto& warning : warnings)
        console.warning(warning);
    if (client.has_error())
        return report_error(client.error(), console);
    const StandaloneClientDocument document{declared.issuer, *client};
    if (options.common.json)
        console.print_json(standalone_client_json(document));
    else
        console.print(render_standalone_client(document, commands.command("standalone", "client --write"),
                                               console.colours_output()));
    return console.finish(code_of_client(*client));
}

} // namespace idpsync::cli
