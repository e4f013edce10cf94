#include "cli/pause.hpp"

#include "cli/acknowledge.hpp"
#include "cli/which_daemon.hpp"
#include "config/durations.hpp"
#include "core/time_text.hpp"

#include <boost/json/object.hpp>

namespace idpsync::cli {
namespace {

namespace control = service::control;
namespace json = boost::json;

template <class Answer>
Result<Answer> answer_to(const control::Request& request, const CommonOptions& options,
                         const Console& console, Result<Answer> (*decode)(std::string_view))
{
    const auto line = answer_of_daemon(options, console, request, answer_time);
    if (line.has_error())
        return line.error();
    return decode(*line);
}

void say(const CommonOptions& options, const std::string& text, json::object document, Console& console)
{
    if (options.json)
    {
        document.emplace("version", 1);
        console.print_json(document);
    }
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
    const auto until = format_timestamp(answer->until);
    say(options.common,
        "paused until " + until + ": nothing is written before; " +
            NextCommand{.daemon = true, .options = options_to_repeat(options.common)}.command("resume") +
            " ends it",
        {{"paused_until", until}, {"pass_under_way", answer->pass_under_way}}, console);
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
        {{"was_paused", answer->was_paused}}, console);
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
    say(options.common, answer->message, {{"message", answer->message}}, console);
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
