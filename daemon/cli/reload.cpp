#include "cli/reload.hpp"

#include "cli/diagnostics.hpp"
#include "cli/prepare.hpp"
#include "cli/progress.hpp"
#include "cli/render/pass_output.hpp"
#include "cli/which_daemon.hpp"
#include "core/text.hpp"

#include <utility>

namespace idpsync::cli {
namespace {

using service::ReloadOutcome;
using service::ReloadRequest;

class Reload
{
public:
    Reload(const ReloadOptions& options, Console& console) : options_(options), console_(console) {}

    ExitCode run();

private:
    Result<ReloadOutcome> ask(ReloadRequest request);
    Result<std::string> answer_to(const ReloadRequest& request);
    /// What keeps the request from being carried out, as an exit code; nothing when all is well.
    std::optional<ExitCode> refused(const Result<ReloadOutcome>& outcome);
    /// False: the answer was no. Otherwise `request` holds what was agreed to.
    bool consented(const Plan& plan, const ReloadOutcome& outcome, ReloadRequest& request);
    ExitCode print(const ReloadOutcome& outcome);
    [[nodiscard]] RenderOptions render_options(const ReloadOutcome& outcome) const;
    [[nodiscard]] NextCommand commands() const
    {
        return {.daemon = true, .options = options_to_repeat(options_.common)};
    }

    const ReloadOptions& options_;
    Console& console_;
    std::string shown_;
    bool warned_ = false;
};

bool observed(const ReloadOutcome& outcome)
{
    return outcome.paused || outcome.mode == Mode::observe;
}

ExitCode Reload::run()
{
    ReloadRequest request{
        .keys = options_.keys, .force_preflight = options_.force_preflight, .flags = options_.flags};
    if (!options_.flags.agreed_changes && console_.can_ask())
    {
        auto look = request;
        look.write = false;
        const auto outcome = ask(look);
        if (const auto code = refused(outcome))
            return *code;
        if (!observed(*outcome) && !consented(outcome->report->plan, *outcome, request))
        {
            console_.note("nothing was changed");
            return ExitCode::failure;
        }
    }
    const auto outcome = ask(request);
    if (const auto code = refused(outcome))
        return *code;
    return print(*outcome);
}

Result<ReloadOutcome> Reload::ask(ReloadRequest request)
{
    request.progress = console_.terminals().errors;
    for (;;)
    {
        const auto line = answer_to(request);
        if (line.has_error())
            return line.error();
        auto outcome = service::control::decode_reload_answer(*line);
        // A daemon of before refuses what it does not know.
        const bool refused = outcome.has_error() && outcome.error().kind == ErrorKind::rejected;
        if (!refused || !std::exchange(request.progress, false))
            return outcome;
    }
}

/// The last line of the daemon's. What it says before of how far it is, is shown.
Result<std::string> Reload::answer_to(const ReloadRequest& request)
{
    auto client = ask_daemon(options_.common, console_, request);
    if (client.has_error())
        return client.error();
    ProgressLine progress(console_);
    for (;;)
    {
        auto line = client->line(pass_time);
        if (line.has_error() && line.error().kind == ErrorKind::timed_out)
            return Error{ErrorKind::timed_out, line.error().message,
                         "a pass that has begun goes on: " + commands().command("status") +
                             " and the log show its result"};
        const auto step =
            request.progress && line.has_value() ? service::control::progress_in(*line) : std::nullopt;
        if (!step)
            return line;
        progress.show(*step);
    }
}

std::optional<ExitCode> Reload::refused(const Result<ReloadOutcome>& outcome)
{
    if (outcome.has_error())
        return report_error(outcome.error(), console_);
    print_diagnostics("error", outcome->refused, console_);
    if (!warned_)
        print_diagnostics("warning", outcome->warnings, console_);
    warned_ = true;
    if (!outcome->refused.empty())
    {
        console_.note("the daemon goes on with the last good configuration");
        return ExitCode::bad_config;
    }
    if (outcome->error)
        return report_error(*outcome->error, console_);
    return std::nullopt;
}

bool Reload::consented(const Plan& plan, const ReloadOutcome& outcome, ReloadRequest& request)
{
    request.agreed_deletes = deletes_of(plan);
    return request.agreed_deletes->empty() ||
           consents_to_deletes(plan, render_options(outcome), shown_, console_);
}

ExitCode Reload::print(const ReloadOutcome& outcome)
{
    const bool wrote_nothing = observed(outcome);
    print_report(*outcome.report,
                 {.render = render_options(outcome),
                  .json = options_.common.json,
                  .observed = wrote_nothing,
                  .shown = shown_},
                 console_);
    if (outcome.paused)
        console_.error("the daemon is paused: nothing was written. To go on, run " +
                       commands().command("resume"));
    else if (wrote_nothing)
        console_.error("reconcile.mode is observe: nothing was written. To carry the plan out, set `mode: "
                       "enforce`");
    const auto mode = wrote_nothing ? Mode::observe : Mode::enforce;
    return console_.finish(exit_code_of_report(*outcome.report, mode));
}

RenderOptions Reload::render_options(const ReloadOutcome& outcome) const
{
    return {.management_url = outcome.management_url,
            .mode = outcome.mode,
            .colour = false,
            .verbose = options_.common.verbose,
            .brief = options_.brief,
            .ledger = {},
            .commands = commands()};
}

} // namespace

ExitCode reload(const ReloadOptions& options, Console& console)
{
    return Reload(options, console).run();
}

} // namespace idpsync::cli
