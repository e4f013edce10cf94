#include "cli/status.hpp"

#include "cli/prepare.hpp"
#include "cli/render/instances_json.hpp"
#include "cli/render/render_status.hpp"
#include "cli/status_choice.hpp"
#include "cli/which_daemon.hpp"
#include "core/text.hpp"
#include "json/leaf.hpp"
#include "json/write.hpp"

#include <algorithm>

namespace idpsync::cli {

/// What `health` prints with --json.
struct HealthOutput
{
    bool ready;
    std::string verdict;
    int version = 1;
};

BOOST_DESCRIBE_STRUCT(HealthOutput, (), (ready, verdict, version))

namespace {

namespace control = service::control;

std::string text_of(const control::StatusDocument& status, const StatusOptions& options,
                    const Console& console)
{
    return render_status(status, {.colour = console.colours_output(),
                                  .verbose = options.common.verbose,
                                  .problems = options.problems});
}

void print(const control::StatusDocument& status, const StatusOptions& options, Console& console)
{
    if (options.common.json)
        console.print_json(control::status_json(status));
    else
        console.print(text_of(status, options, console));
}

/// Whoever watches on a terminal sees one screen; elsewhere one state follows the other.
void begin_screen(const StatusOptions& options, Console& console)
{
    if (options.watch && !options.common.json && console.terminals().output)
        console.print("\x1b[H\x1b[2J");
}

/// The status of one daemon, and the connection on which more may come.
struct Asked
{
    ControlClient client;
    control::StatusDocument status;
};

Result<control::StatusDocument> next_status(ControlClient& client,
                                            std::optional<std::chrono::seconds> patience)
{
    const auto line = client.line(patience);
    return line.has_error() ? Result<control::StatusDocument>(line.error())
                            : control::decode_status_answer(*line);
}

Result<Asked> ask(const std::string& runtime_directory, bool watch)
{
    auto client = ControlClient::ask(runtime_directory, control::StatusRequest{.watch = watch});
    if (client.has_error())
        return client.error();
    auto status = next_status(*client, answer_time);
    if (status.has_error())
        return status.error();
    return Asked{std::move(*client), std::move(*status)};
}

/// The daemon that the options mean.
Result<Asked> ask_the_one_that_is_meant(const CommonOptions& options, bool watch, const Console& console)
{
    const auto directory = runtime_directory_meant(options, console);
    if (directory.has_error())
        return directory.error();
    return ask(*directory, watch);
}

ExitCode status_of_all(const StatusOptions& options, Console& console)
{
    const auto directory = runtime_directory_from(options.common, console.environment());
    const auto instances = instances_below(directory);
    std::vector<InstanceStatus> documents;
    auto worst = instances.empty() ? ExitCode::failure : ExitCode::success;
    for (const auto& [name, runtime_directory] : instances)
    {
        auto asked = ask(runtime_directory, false);
        const auto code = asked.has_error() ? ExitCode::failure : exit_code_of_status(asked->status);
        // That one does not answer goes before what another says.
        if (worst == ExitCode::success || code == ExitCode::failure)
            worst = code;
        if (options.common.json)
        {
            documents.push_back(
                {name, asked.has_error() ? std::nullopt : std::optional(std::move(asked->status))});
            continue;
        }
        console.print((name.empty() ? std::string("netbird-idp-sync") : "netbird-idp-sync@" + name) + ":\n");
        console.print(asked.has_error() ? asked.error().text() + "\n\n"
                                        : text_of(asked->status, options, console) + '\n');
    }
    if (options.common.json)
        console.print_json(instances_json(documents));
    if (instances.empty())
        console.error("no daemon has a socket in " + escaped(directory));
    return console.finish(worst);
}

} // namespace

ExitCode status(const StatusOptions& options, Console& console)
{
    if (options.all_instances)
        return status_of_all(options, console);
    auto asked = ask_the_one_that_is_meant(options.common, options.watch, console);
    if (asked.has_error())
        return report_error(asked.error(), console);
    const NextCommand commands{.daemon = true, .options = options_to_repeat(options.common)};
    for (;;)
    {
        const auto chosen = only(std::move(asked->status), options.keys, commands);
        if (chosen.has_error())
            return report_error(chosen.error(), console);
        begin_screen(options, console);
        print(*chosen, options, console);
        if (const auto code = console.finish(exit_code_of_status(*chosen));
            !options.watch || !console.can_print())
            return code;
        auto next = next_status(asked->client, std::nullopt);
        if (next.has_error())
            return report_error(next.error(), console);
        asked->status = std::move(*next);
    }
}

ExitCode health(const HealthOptions& options, Console& console)
{
    const auto asked = ask_the_one_that_is_meant(options.common, false, console);
    if (asked.has_error())
        return report_error(asked.error(), console);
    const auto code = exit_code_of_health(asked->status);
    const bool ready = code == ExitCode::success;
    const auto line = verdict(asked->status.conditions);
    if (options.common.json)
        console.print_json(json::text_of(HealthOutput{ready, line}));
    else
        console.print((ready ? "ready: " : "not ready: ") + line + '\n');
    return console.finish(code);
}

} // namespace idpsync::cli
