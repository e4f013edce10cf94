#include "cli/import.hpp"

#include "cli/prepare.hpp"
#include "cli/render/render_import.hpp"
#include "config/write.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/state_owner.hpp"

#include <unistd.h>

namespace idpsync::cli {
namespace {

ImportedGroupSync imported(const Result<netbird::AccountSettings>& account)
{
    ImportedGroupSync group_sync;
    if (account.has_error())
    {
        group_sync.problem = account.error().text();
        return group_sync;
    }
    group_sync.settings = account->groups;
    auto verdict = config::verdict_on(account->groups);
    group_sync.notes = std::move(verdict.warnings);
    group_sync.refused = std::move(verdict.errors);
    return group_sync;
}

Result<Import> read_netbird(const ImportOptions& options, const config::Configuration& configuration,
                            Console& console)
{
    const auto log = make_log(options.common, configuration.settings.log, console);
    // Root writes files afterwards, which the daemon's user may not.
    auto application =
        start_application(options.common, configuration, *log, console, {.give_up_root = !options.directory});
    if (application.has_error())
        return application.error();

    const auto ledger = (*application)->ledger();
    if (ledger.has_error())
        return ledger.error();
    const auto observed = (*application)->list();
    if (observed.has_error())
        return observed.error();

    // With --all it is to take the place of what is declared, otherwise to stand beside it.
    const DesiredState nothing;
    const auto& beside = options.all ? nothing : configuration.desired;
    auto import = make_import(*observed, configuration.desired, *ledger, options.all);
    for (auto& provider : import.providers)
        if (provider.connector.manageable())
            provider.refused = config::objections(provider.key, provider.connector, beside);
    if (options.all || !configuration.desired.group_sync())
        import.group_sync = imported((*application)->account_settings());
    // Settings that nobody ever touched are nothing to declare.
    if (import.group_sync && import.group_sync->problem.empty() &&
        import.group_sync->settings == GroupSettings())
        import.group_sync.reset();
    return import;
}

/// Writes one file for each provider into a directory.
class FileWriter
{
public:
    /// `daemon`: who has to read the files, when root writes them.
    FileWriter(std::string directory, std::string management_url, std::optional<service::DaemonUser> daemon,
               Console& console)
        : directory_(std::move(directory)),
          management_url_(std::move(management_url)),
          daemon_(std::move(daemon)),
          console_(console)
    {}

    ExitCode write(const Import& import);

private:
    Result<bool> write_one(const ImportedProvider& provider);
    void skip(const ImportedProvider& provider);

    std::string directory_;
    std::string management_url_;
    std::optional<service::DaemonUser> daemon_;
    Console& console_;
    service::PosixFiles files_;
};

ExitCode FileWriter::write(const Import& import)
{
    if (const auto made = files_.make_directory(directory_, 0755); made.has_error())
        return report_error(made.error(), console_);
    bool all_written = true;
    for (const auto& provider : import.providers)
    {
        if (!provider.refused.empty())
        {
            skip(provider);
            continue;
        }
        const auto written = write_one(provider);
        if (written.has_error())
            return report_error(written.error(), console_);
        all_written = all_written && *written;
    }
    if (import.group_sync)
        console_.note("group sync belongs into config.yaml, so no file was written for it; copy it from "
                      "`netbird-idp-sync import`");
    if (import.providers.empty())
        console_.note("nothing to write: every identity provider that NetBird lists is declared already");
    return console_.finish(all_written ? ExitCode::success : ExitCode::failure);
}

/// False: something was in the way.
Result<bool> FileWriter::write_one(const ImportedProvider& provider)
{
    const auto path = directory_ + "/" + provider.key.str() + ".yaml";
    // Nothing in it is secret, and whoever runs the daemon has to read it.
    const auto text = render_import_file(provider, management_url_);
    const auto created =
        daemon_ ? files_.create(path, text, 0640, daemon_->group) : files_.create(path, text, 0644);
    if (created.has_error())
        return created.error();
    if (*created)
        console_.print("created " + escaped(path) + "\n");
    else
        console_.error(escaped(path) +
                       " exists already and was left as it is; move it away, or write to another directory");
    return *created;
}

void FileWriter::skip(const ImportedProvider& provider)
{
    auto reasons = joined(provider.refused, std::identity(), "; ");
    console_.warning(provider.key.str() + " (" + quoted(provider.connector.id.value) +
                     ") is not written and stays unmanaged: " + reasons);
}

} // namespace

ExitCode import_providers(const ImportOptions& options, Console& console)
{
    const auto configuration = load_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const auto import = read_netbird(options, *configuration, console);
    if (import.has_error())
        return report_error(import.error(), console);

    const std::string url(configuration->settings.management.url.buffer());
    if (options.directory)
    {
        const bool root = ::geteuid() == 0;
        auto daemon = root ? service::daemon_user(state_directory_from(options.common, console.environment()))
                           : std::nullopt;
        return FileWriter(*options.directory, url, std::move(daemon), console).write(*import);
    }
    console.print_exactly(render_import(*import, url));
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
