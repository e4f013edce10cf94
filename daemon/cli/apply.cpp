#include "cli/apply.hpp"

#include "cli/prepare.hpp"
#include "cli/progress.hpp"
#include "cli/render/pass_output.hpp"
#include "service/keys.hpp"
#include "service/system/user_names.hpp"

#include <unistd.h>

#include <set>

namespace idpsync::cli {
namespace {

/// Who runs this command, to be shown in the history.
std::string asker(const Console& console)
{
    return service::with_sudo(service::user_named(::getuid()),
                              console.environment()("SUDO_USER").value_or(""));
}

/// What a pass failed with that may have written: what a signal leaves open is not lost.
Error of_writing(Error error)
{
    if (error.kind == ErrorKind::stopped)
        error.next = "the next pass settles what was under way";
    return error;
}

/// One `apply`, from the configuration to the exit code.
class Apply
{
public:
    Apply(const ApplyOptions& options, const LoadedConfiguration& loaded, Console& console)
        : options_(options), configuration_(loaded.configuration), files_(loaded.files), console_(console)
    {}

    ExitCode run();

private:
    /// False: the answer was no. Otherwise `request` holds the deletes that were agreed to, if anybody was
    /// asked.
    Result<bool> consented(service::Application& application, reconcile::PassRequest& request);
    void show(const Plan& plan);
    void print(const reconcile::Report& report);
    [[nodiscard]] ReportOutput output() const;
    [[nodiscard]] RenderOptions render_options() const;
    [[nodiscard]] bool observes() const { return configuration_.settings.policy.mode == Mode::observe; }
    [[nodiscard]] std::string management_url() const
    {
        return std::string(configuration_.settings.management.url.buffer());
    }

    const ApplyOptions& options_;
    const config::Configuration& configuration_;
    const service::FilesInForce& files_;
    Console& console_;
    std::string ledger_;   ///< the file
    bool printed_ = false; ///< the plan
    std::string shown_;    ///< the plan that was asked about
};

ExitCode Apply::run()
{
    const auto log = make_log(options_.common, configuration_.settings.log, console_);

    Progress progress(console_, *log, [this](const Plan& plan) { show(plan); });
    const auto application =
        start_application(options_.common, configuration_, progress, console_,
                          {.allowed = !observes(), .files = files_, .asked_by = asker(console_)});
    if (application.has_error())
        return report_error(application.error(), console_);

    ledger_ = (*application)->ledger_file();
    const auto ledger = service::ledger_for(options_.keys, options_.force_preflight, [&] {
        return options_.flags.rebuild_ledger ? Result<Ledger>(Ledger()) : (*application)->ledger();
    });
    if (ledger.has_error())
        return report_error(ledger.error(), console_);
    const auto named = service::named_keys(options_.keys, configuration_.desired, *ledger);
    if (named.has_error())
        return report_error(named.error(), console_);
    const auto forced = service::forced_keys(options_.force_preflight, configuration_.desired, *ledger);
    if (forced.has_error())
        return report_error(forced.error(), console_);

    reconcile::PassRequest request{.write = !observes(),
                                   .named = named->keys,
                                   .group_sync_named = named->group_sync,
                                   .force_preflight = *forced,
                                   .flags = options_.flags,
                                   .demanded = true};
    const auto consent = consented(**application, request);
    if (consent.has_error())
        return report_error(consent.error(), console_);
    if (!*consent)
    {
        console_.note("nothing was changed");
        return ExitCode::failure;
    }
    request.watcher = &progress;
    const auto report = (*application)->run_pass(request);
    progress.clear();
    if (report.has_error())
        return report_error(observes() ? report.error() : of_writing(report.error()), console_);
    print(*report);
    return console_.finish(exit_code_of_report(*report, configuration_.settings.policy.mode));
}

Result<bool> Apply::consented(service::Application& application, reconcile::PassRequest& request)
{
    if (options_.flags.agreed_changes || observes() || !console_.can_ask())
        return true;
    auto dry = request;
    dry.write = false;
    const auto report = application.run_pass(dry);
    if (report.has_error())
        return report.error();
    request.agreed_deletes = deletes_of(report->plan);
    if (request.agreed_deletes->empty())
        return true;
    return consents_to_deletes(report->plan, render_options(), shown_, console_);
}

RenderOptions Apply::render_options() const
{
    return {.management_url = management_url(),
            .mode = configuration_.settings.policy.mode,
            .colour = false,
            .verbose = options_.common.verbose,
            .brief = options_.brief,
            .ledger = ledger_,
            .commands = {.daemon = false, .options = options_to_repeat(options_.common)}};
}

ReportOutput Apply::output() const
{
    return {.render = render_options(),
            .json = options_.common.json,
            .observed = observes(),
            .shown = shown_,
            .plan_printed = printed_};
}

void Apply::show(const Plan& plan)
{
    print_plan(plan, output(), console_);
    printed_ = true;
}

void Apply::print(const reconcile::Report& report)
{
    print_report(report, output(), console_);
    if (observes())
        console_.error("reconcile.mode is observe: nothing was written. To carry the plan out, set `mode: "
                       "enforce`");
}

} // namespace

ExitCode apply(const ApplyOptions& options, Console& console)
{
    if (const auto refusal = refusal_for_this_user(options.common, "apply", console.environment()))
        return report_error(*refusal, console);
    const auto loaded = load_configuration_with_name(options.common, console);
    if (!loaded)
        return ExitCode::bad_config;
    return Apply(options, *loaded, console).run();
}

} // namespace idpsync::cli
