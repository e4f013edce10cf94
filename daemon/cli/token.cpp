#include "cli/token.hpp"

#include "cli/prepare.hpp"
#include "cli/render/render_token.hpp"
#include "service/token_session.hpp"

#include <chrono>
#include <filesystem>

namespace idpsync::cli {
namespace {

ExitCode show_token(const TokenOptions& options, const config::Settings& settings,
                    service::TokenSession& session, Console& console)
{
    const auto sight = session.look();
    if (sight.has_error())
        return report_error(sight.error(), console);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const TokenPage page{.sight = *sight,
                         .obstacle = session.obstacle(),
                         .renewed_within = settings.management.token_renew,
                         .now = now};
    if (options.common.json)
        console.print_json(token_json(page));
    else
        console.print(render_token(page));
    return console.finish(ExitCode::success);
}

ExitCode renew_token(const TokenOptions& options, service::TokenSession& session, Console& console)
{
    const auto renewed = session.renew(options.days);
    if (renewed.has_error())
        return report_error(renewed.error(), console);
    if (options.common.json)
        console.print_json(renewal_json(*renewed));
    else
        console.print(render_renewal(*renewed));
    if (renewed->left.empty())
        return console.finish(ExitCode::success);
    console.warning(renewed->left);
    return console.finish(ExitCode::failure);
}

} // namespace

ExitCode token(const TokenOptions& options, Console& console)
{
    if (const auto refusal = refusal_for_this_user(options.common, "token", console.environment()))
        return report_error(*refusal, console);
    const auto configuration = load_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const auto state = std::filesystem::absolute(state_directory_from(options.common, console.environment()))
                           .lexically_normal()
                           .string();
    auto session = service::TokenSession::start(configuration->settings, state);
    if (session.has_error())
        return report_error(session.error(), console);
    return options.renew ? renew_token(options, **session, console)
                         : show_token(options, configuration->settings, **session, console);
}

} // namespace idpsync::cli
