#include "cli/plan.hpp"

#include "cli/prepare.hpp"
#include "cli/render/render_plan.hpp"
#include "service/keys.hpp"
#include "service/plan_json.hpp"

namespace idpsync::cli {
namespace {

Result<reconcile::Report> observe(const PlanOptions& options, const config::Configuration& configuration,
                                  EventSink& events, Console& console)
{
    auto application = start_application(options.common, configuration, events, console);
    if (application.has_error())
        return application.error();

    const auto ledger = (*application)->ledger();
    if (ledger.has_error())
        return ledger.error();
    auto named = service::named_keys(options.keys, configuration.desired, *ledger);
    if (named.has_error())
        return named.error();
    auto forced = service::forced_keys(options.force_preflight, configuration.desired, *ledger);
    if (forced.has_error())
        return forced.error();
    return (*application)
        ->run_pass({.write = false,
                    .named = std::move(named->keys),
                    .group_sync_named = named->group_sync,
                    .force_preflight = std::move(*forced),
                    .demanded = true});
}

} // namespace

ExitCode plan(const PlanOptions& options, Console& console)
{
    const auto configuration = load_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const auto& settings = configuration->settings;
    const auto log = make_log(options.common, settings.log, console, true);

    const auto report = observe(options, *configuration, *log, console);
    if (report.has_error())
        return report_error(report.error(), console);

    const std::string url(settings.management.url.buffer());
    if (options.common.json)
        console.print_json(
            service::plan_json(report->plan, {url, settings.policy.mode, report->intents_open}));
    else
        console.print(render_plan(report->plan, {.management_url = url,
                                                 .mode = settings.policy.mode,
                                                 .colour = console.colours_output(),
                                                 .verbose = options.common.verbose}));
    return console.finish(exit_code_of_plan(report->plan, report->intents_open));
}

} // namespace idpsync::cli
