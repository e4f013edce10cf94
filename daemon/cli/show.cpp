#include "cli/show.hpp"

#include "cli/prepare.hpp"
#include "cli/render/doctor_json.hpp"
#include "core/text.hpp"

namespace idpsync::cli {
namespace {

Result<netbird::LoginDiscovery> ask(const ShowOptions& options, const config::Configuration& configuration,
                                    Console& console)
{
    const auto log = make_log(options.common, configuration.settings.log, console);
    auto application = start_application(options.common, configuration, *log, console);
    if (application.has_error())
        return application.error();
    auto facts = (*application)->login_service();
    if (facts.has_error())
        return facts.error().with_context("NetBird's login service does not say where it is");
    return facts;
}

} // namespace

ExitCode show(const ShowOptions& options, Console& console)
{
    const auto configuration = load_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const auto facts = ask(options, *configuration, console);
    if (facts.has_error())
        return report_error(facts.error(), console);
    if (options.common.json)
        console.print_json(redirect_uri_json(*facts));
    else
        console.print("redirect URI  " + escaped(facts->redirect_uri) + "\nlogout URI    " +
                      escaped(facts->logout_uri) + "  (optional)\n");
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
