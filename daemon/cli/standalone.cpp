#include "cli/standalone.hpp"

#include "cli/diagnostics.hpp"
#include "cli/prepare.hpp"
#include "cli/render/render_standalone.hpp"
#include "config/load_standalone.hpp"
#include "core/text.hpp"
#include "service/standalone_directory.hpp"
#include "service/standalone_inquiry.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace idpsync::cli {
namespace {

Result<standalone::Rendering> rendering_of(const StandaloneOptions& options,
                                           const config::StandaloneConfiguration& configuration,
                                           Console& console)
{
    const auto& declared = configuration.standalone;
    const auto secret =
        service::read_manager_secret(declared, secret_access(options.common, console.environment()));
    if (secret.has_error())
        return secret.error().with_context("standalone.manager");
    if (*secret && !(*secret)->warning.empty())
        console.warning("standalone.manager: " + (*secret)->warning);
    service::PosixFiles files;
    auto present = service::read_standalone_directory(files, declared.directory);
    if (present.has_error())
        return present.error();
    service::learn_secrets_of(*present);
    auto provider = service::ask_standalone_provider(configuration);
    if (provider.has_error())
        return provider.error().with_context("standalone.issuer");
    return standalone::render({.declared = declared,
                               .provider = std::move(*provider),
                               .secret = *secret ? (*secret)->secret.reveal() : std::string(),
                               .files = std::move(*present),
                               .management_json = options.management_json});
}

bool has_errors(const standalone::Rendering& rendering)
{
    return !rendering.refused.empty() ||
           std::ranges::find(rendering.findings, Severity::error, &standalone::SetupFinding::severity) !=
               rendering.findings.end();
}

ExitCode code_of(const standalone::Rendering& rendering)
{
    if (has_errors(rendering))
        return ExitCode::failure;
    return rendering.files.empty() ? ExitCode::success : ExitCode::changes;
}

void show(const StandaloneOptions& options, const StandaloneDocument& document, Console& console)
{
    if (options.common.json)
        console.print_json(standalone_json(document));
    else
        console.print(render_differences(document, console.colours_output()));
    for (const auto& reason : document.rendering.refused)
        console.error(reason.text());
}

/// Writes what was shown. Errors of setup.env that this does not change are still there.
ExitCode write(const StandaloneOptions& options, const StandaloneDocument& shown, Console& console)
{
    const auto& rendering = shown.rendering;
    if (!rendering.refused.empty())
    {
        show(options, shown, console);
        return ExitCode::failure;
    }
    if (rendering.strands_users() && !options.yes)
    {
        show(options, shown, console);
        console.error("nothing is written: every user would become a new one; if that is meant, add --yes");
        return ExitCode::failure;
    }
    service::PosixFiles files;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto written = service::write_standalone_files(files, shown.directory, rendering.files, now);
    if (written.has_error())
        return report_error(written.error(), console);
    show(options, {shown.directory, rendering, true}, console);
    if (!options.common.json)
        for (const auto& file : *written)
            console.print("written: " + escaped(file.path) +
                          (file.backup.empty() ? "" : "  (before: " + escaped(file.backup) + ")") + "\n");
    return rendering.errors_remain ? ExitCode::failure : ExitCode::success;
}

} // namespace

ExitCode render_standalone(const StandaloneOptions& options, Console& console)
{
    const auto configuration = load_standalone_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const auto rendering = rendering_of(options, *configuration, console);
    if (rendering.has_error())
        return report_error(rendering.error(), console);
    const StandaloneDocument document{configuration->standalone.directory, *rendering};
    if (options.write)
        return console.finish(write(options, document, console));
    show(options, document, console);
    return console.finish(code_of(*rendering));
}

} // namespace idpsync::cli
