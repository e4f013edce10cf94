#include "cli/pause.hpp"

#include "cli/acknowledge.hpp"
#include "cli/which_daemon.hpp"
#include "config/durations.hpp"
#include "core/time_text.hpp"
#include "json/leaf.hpp"
#include "json/write.hpp"

namespace idpsync::cli {

/// What each of them prints with --json.
struct PausedOutput
{
    WallTime paused_until;
    bool pass_under_way;
    int version = 1;
};

struct ResumedOutput
{
    bool was_paused;
    int version = 1;
};

struct AcknowledgedOutput
{
    std::string message;
    int version = 1;
};

BOOST_DESCRIBE_STRUCT(PausedOutput, (), (paused_until, pass_under_way, version))
BOOST_DESCRIBE_STRUCT(ResumedOutput, (), (was_paused, version))
BOOST_DESCRIBE_STRUCT(AcknowledgedOutput, (), (message, version))

namespace {

namespace control = service::control;

template <class Answer>
Result<Answer> answer_to(const control::Request& request, const CommonOptions& options,
                         const Console& console, Result<Answer> (*decode)(std::string_view))
{
    const auto line = answer_of_daemon(options, console, request, answer_time);
    if (line.has_error())
        return line.error();
    return decode(*line);
}

template <class Output>
void say(const CommonOptions& options, const std::string& text, const Output& output, Console& console)
{
    if (options.json)
        console.print_json(json::text_of(output));
    else
        console.print(text + '\n');
}

Result<std::chrono::seconds> duration_from(const std::optional<std::string>& text)
{
    if (!text)
        return std::chrono::seconds(service::default_pause);
    const auto duration = config::parse_duration(*text);
    if (duration.has_error())
        return Error{ErrorKind::rejected, duration.error().text()};
    return std::chrono::ceil<std::chrono::seconds>(*duration);
}

} // namespace

ExitCode pause(const PauseOptions& options, Console& console)
{
    const auto duration = duration_from(options.duration);
    if (duration.has_error())
    {
        console.error(duration.error().text());
        return ExitCode::usage;
    }
    const auto answer =
        answer_to(control::PauseRequest{*duration}, options.common, console, control::decode_pause_answer);
    if (answer.has_error())
        return report_error(answer.error(), console);
    say(options.common,
        "paused until " + format_timestamp(answer->until) + ": nothing is written before; " +
            NextCommand{.daemon = true, .options = options_to_repeat(options.common)}.command("resume") +
            " ends it",
        PausedOutput{answer->until, answer->pass_under_way}, console);
    if (answer->pass_under_way)
        console.note("a pass is under way that began before; it may still write");
    if (!answer->warning.empty())
        console.warning("a restart of the daemon would end the pause: " + answer->warning);
    return console.finish(ExitCode::success);
}

ExitCode resume(const ResumeOptions& options, Console& console)
{
    const auto answer =
        answer_to(control::ResumeRequest(), options.common, console, control::decode_resume_answer);
    if (answer.has_error())
        return report_error(answer.error(), console);
    say(options.common, answer->was_paused ? "resumed: a pass begins now" : "the daemon was not paused",
        ResumedOutput{answer->was_paused}, console);
    if (!answer->warning.empty())
        console.warning("a restart of the daemon would bring the pause back: " + answer->warning);
    return console.finish(ExitCode::success);
}

ExitCode acknowledge_restart(const AcknowledgeOptions& options, Console& console)
{
    auto answer = answer_to(control::AcknowledgeRequest{options.generation}, options.common, console,
                            control::decode_acknowledge_answer);
    // Nobody else will take note of it.
    if (answer.has_error() && answer.error().kind == ErrorKind::transport)
        answer = acknowledge_here(options, answer.error(), console);
    if (answer.has_error())
        return report_error(answer.error(), console);
    say(options.common, answer->message, AcknowledgedOutput{answer->message}, console);
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
