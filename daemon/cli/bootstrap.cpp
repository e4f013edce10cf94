#include "cli/bootstrap.hpp"

#include "bootstrap/steps.hpp"
#include "cli/ask_password.hpp"
#include "cli/bootstrap_configuration.hpp"
#include "cli/diagnostics.hpp"
#include "cli/prepare.hpp"
#include "cli/render/render_bootstrap.hpp"
#include "core/text.hpp"
#include "service/bootstrap_session.hpp"
#include "service/system/posix_files.hpp"

#include <unistd.h>

#include <filesystem>

namespace idpsync::cli {
namespace {

bootstrap::Wish wish_of(const BootstrapOptions& options)
{
    bootstrap::Wish wish;
    wish.owner_email = options.owner_email;
    wish.owner_name = options.owner_name;
    wish.owner_in_configuration = options.netbird_config.has_value();
    wish.existing_owner = options.existing_owner;
    wish.any_address = options.any_address;
    wish.service_user = options.service_user;
    wish.token_life = options.token_life;
    return wish;
}

/// One that is chosen now is typed twice.
Result<Secret> typed_password(const BootstrapOptions& options, bool is_new, Console& console)
{
    if (!console.can_ask())
        return Error{ErrorKind::rejected,
                     "the owner's password is needed, and there is no terminal to ask on",
                     "name a file with --owner-password-file"};
    const auto whom = escaped(options.owner_email) + ": ";
    auto password =
        ask_for_password((is_new ? "New password of the owner " : "Password of the owner ") + whom, console);
    if (!is_new || password.has_error())
        return password;
    const auto again = ask_for_password("The same again: ", console);
    if (again.has_error())
        return again.error();
    if (password->reveal() != again->reveal())
        return Error{ErrorKind::rejected, "the two passwords differ", "run the command again"};
    return password;
}

Result<std::optional<Secret>> password_for(bootstrap::Way way, const BootstrapOptions& options,
                                           Console& console)
{
    using bootstrap::Way;
    if (way == Way::finished)
        return std::optional<Secret>();
    const bool is_new = way == Way::set_up || way == Way::configure;
    auto password = options.password_file ? password_from_file(*options.password_file)
                                          : typed_password(options, is_new, console);
    if (password.has_error())
        return password.error();
    if (is_new)
        if (auto objection = bootstrap::objection_to_password(*password))
            return std::move(*objection);
    return std::optional(std::move(*password));
}

Result<bootstrap::Report> carry_out(const BootstrapOptions& options, BootstrapConfiguration configuration,
                                    Console& console)
{
    const auto state = state_directory_from(options.common, console.environment());
    auto session = service::BootstrapSession::start(
        configuration.settings,
        {.state_directory = std::filesystem::absolute(state).lexically_normal(),
         .places = {.token_file = configuration.token_file,
                    .config_file = configuration.config_file,
                    .config = std::move(configuration.draft),
                    .daemon = ::geteuid() == 0 ? service::daemon_user(state) : std::nullopt},
         .wish = wish_of(options),
         .netbird_config = options.netbird_config});
    if (session.has_error())
        return session.error();
    const auto way = (*session)->look();
    if (way.has_error())
        return way.error();
    auto password = password_for(*way, options, console);
    if (password.has_error())
        return password.error();
    return (*session)->carry_out(std::move(*password));
}

} // namespace

ExitCode bootstrap(const BootstrapOptions& options, Console& console)
{
    service::PosixFiles disk;
    auto configuration = bootstrap_configuration(disk, options);
    if (const auto* failure = std::get_if<config::LoadFailure>(&configuration))
    {
        print_diagnostics("error", failure->errors, console);
        return ExitCode::bad_config;
    }
    if (const auto* error = std::get_if<Error>(&configuration))
        return report_error(*error, console);
    const auto report =
        carry_out(options, std::move(std::get<BootstrapConfiguration>(configuration)), console);
    if (report.has_error())
        return report_error(report.error(), console);
    if (options.common.json)
        console.print_json(bootstrap_json(*report));
    else
        console.print(render_bootstrap(*report, options_to_repeat(options.common)));
    return console.finish(report->restart_needed ? ExitCode::changes : ExitCode::success);
}

} // namespace idpsync::cli
