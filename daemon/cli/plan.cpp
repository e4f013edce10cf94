#include "cli/plan.hpp"

#include "cli/plan_files.hpp"
#include "cli/prepare.hpp"
#include "cli/render/render_markdown.hpp"
#include "cli/render/render_plan.hpp"
#include "service/keys.hpp"
#include "service/plan_json.hpp"

namespace idpsync::cli {
namespace {

/// A plan, and what there is to say about where it was made.
struct Seen
{
    reconcile::Report report;
    std::string ledger;
    NextCommand commands;
};

Result<Seen> observe(const PlanOptions& options, const config::Configuration& configuration,
                     EventSink& events, Console& console)
{
    auto application = start_application(options.common, configuration, events, console,
                                         {.candidate = options.files.has_value()});
    if (application.has_error())
        return application.error();

    const auto ledger =
        service::ledger_for(options.keys, options.force_preflight, [&] { return (*application)->ledger(); });
    if (ledger.has_error())
        return ledger.error();
    auto named = service::named_keys(options.keys, configuration.desired, *ledger);
    if (named.has_error())
        return named.error();
    auto forced = service::forced_keys(options.force_preflight, configuration.desired, *ledger);
    if (forced.has_error())
        return forced.error();
    auto report = (*application)
                      ->run_pass({.write = false,
                                  .named = std::move(named->keys),
                                  .group_sync_named = named->group_sync,
                                  .force_preflight = std::move(*forced),
                                  .candidate = options.files.has_value(),
                                  .demanded = true});
    if (report.has_error())
        return report.error();
    return Seen{std::move(*report), (*application)->ledger_file(), (*application)->commands()};
}

} // namespace

ExitCode plan(const PlanOptions& options, Console& console)
{
    if (options.files)
        return plan_files(options, console);
    if (const auto refusal = refusal_for_this_user(options.common, "plan", console.environment()))
        return report_error(*refusal, console);
    const auto configuration = load_configuration(options.common, console);
    return configuration ? plan_configuration(options, *configuration, console) : ExitCode::bad_config;
}

ExitCode plan_configuration(const PlanOptions& options, const config::Configuration& configuration,
                            Console& console)
{
    const auto& settings = configuration.settings;
    const auto log = make_log(options.common, settings.log, console);
    const auto seen = observe(options, configuration, *log, console);
    if (seen.has_error())
        return report_error(seen.error(), console);
    return print_plan_of(
        seen->report, options,
        {std::string(settings.management.url.buffer()), settings.policy.mode, seen->ledger, seen->commands},
        console);
}

ExitCode print_plan_of(const reconcile::Report& report, const PlanOptions& options, const PlanPlace& place,
                       Console& console)
{
    const RenderOptions render{.management_url = place.management_url,
                               .mode = place.mode,
                               .colour = console.colours_output(),
                               .verbose = options.common.verbose,
                               .brief = options.brief,
                               .ledger = place.ledger,
                               .commands = place.commands,
                               .restart_needed = report.restart_needed};
    if (options.format == Format::json)
        console.print_json(service::plan_json({report, place.management_url, place.mode}));
    else if (options.format == Format::markdown)
        console.print_exactly(render_markdown(report.plan, render, place.not_checked));
    else
        console.print(render_plan(report.plan, render));
    return console.finish(exit_code_of_plan(report.plan, report.intents_open));
}

} // namespace idpsync::cli
