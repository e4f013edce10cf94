// Answers as text, and back.

#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"
#include "service/control/answer_shape.hpp"
#include "service/control/protocol.hpp"
#include "service/control/status_shape.hpp"
#include "service/history_line.hpp"
#include "service/history_shape.hpp"

#include <boost/json/monotonic_resource.hpp>

namespace idpsync::service::control {
namespace {

std::string line_of(std::string_view name, std::string_view answer)
{
    return "{\"version\":" + std::to_string(protocol_version) + ",\"" + std::string(name) +
           "\":" + std::string(answer) + "}\n";
}

Error not_an_answer()
{
    return {ErrorKind::bad_response, "the daemon's answer cannot be understood",
            "are program and daemon of the same version? Restart the daemon"};
}

/// What the member `name` of an answer says to a client of any version.
template <class Answer>
Result<Answer> answer_in(std::string_view line, std::string_view name)
{
    // The daemon is trusted with memory: a report of thousands of providers takes more than others may.
    const auto document =
        parse_json(line, boost::json::make_shared_resource<boost::json::monotonic_resource>());
    if (!document)
        return not_an_answer();
    if (const auto* error = find_member(*document, "error"))
        return json::read<Error>(*error, json::leniently).value_or(Error{ErrorKind::bad_response, {}});
    const auto* member = find_member(*document, name);
    auto answer = member == nullptr ? std::nullopt : json::read<Answer>(*member, json::leniently);
    if (!answer)
        return not_an_answer();
    return std::move(*answer);
}

} // namespace

std::vector<std::string> in_lines(const std::vector<config::Diagnostic>& diagnostics)
{
    std::vector<std::string> lines;
    for (const auto& one : diagnostics)
        lines.push_back(config::to_string(one));
    return lines;
}

std::optional<ReportDocument> report_document(const ReloadOutcome& outcome)
{
    if (!outcome.report)
        return std::nullopt;
    return ReportDocument{{*outcome.report, outcome.management_url, outcome.mode}};
}

void take_report(ReloadOutcome& outcome, std::optional<ReportDocument>&& document)
{
    auto set_aside = outcome.report ? std::move(outcome.report->ledger_set_aside) : std::string();
    outcome.report = std::move(document->report);
    outcome.report->ledger_set_aside = std::move(set_aside);
}

Result<AcknowledgeAnswer> acknowledge_answer(Acknowledgement outcome, const NextCommand& commands)
{
    switch (outcome)
    {
    case Acknowledgement::taken: return AcknowledgeAnswer{"no restart is needed any more"};
    case Acknowledgement::nothing_needed: return AcknowledgeAnswer{"no restart was needed"};
    case Acknowledgement::other_generation: break;
    }
    return Error{ErrorKind::conflict,
                 "more was written since that restart was asked for: NetBird must be "
                 "restarted again",
                 commands.command(commands.daemon ? "status" : "plan") + " shows the need"};
}

std::string encode(const Error& error)
{
    return line_of("error", json::text_of(error));
}

std::string encode(const StatusDocument& status)
{
    return line_of("status", status_json(status));
}

std::string encode(const ReloadOutcome& outcome)
{
    return line_of("reload", json::text_of(outcome));
}

std::string encode(const reconcile::PassProgress& progress)
{
    return line_of("progress", json::text_of(progress));
}

std::string encode(const PauseAnswer& answer)
{
    return line_of("pause", json::text_of(answer));
}

std::string encode(const ResumeAnswer& answer)
{
    return line_of("resume", json::text_of(answer));
}

std::string encode(const AcknowledgeAnswer& answer)
{
    return line_of("ack-restart", json::text_of(answer));
}

std::string encode(const History::Kept& answer)
{
    return line_of("history", history_document(answer));
}

Result<StatusDocument> decode_status_answer(std::string_view line)
{
    return answer_in<StatusDocument>(line, "status");
}

Result<ReloadOutcome> decode_reload_answer(std::string_view line)
{
    auto outcome = answer_in<ReloadOutcome>(line, "reload");
    if (outcome.has_value() && outcome->refused.empty() && !outcome->error && !outcome->report)
        return not_an_answer();
    return outcome;
}

std::optional<reconcile::PassProgress> progress_in(std::string_view line)
{
    auto progress = answer_in<reconcile::PassProgress>(line, "progress");
    return progress.has_value() ? std::optional(std::move(*progress)) : std::nullopt;
}

Result<PauseAnswer> decode_pause_answer(std::string_view line)
{
    return answer_in<PauseAnswer>(line, "pause");
}

Result<ResumeAnswer> decode_resume_answer(std::string_view line)
{
    return answer_in<ResumeAnswer>(line, "resume");
}

Result<AcknowledgeAnswer> decode_acknowledge_answer(std::string_view line)
{
    return answer_in<AcknowledgeAnswer>(line, "ack-restart");
}

Result<History::Kept> decode_history_answer(std::string_view line)
{
    return answer_in<History::Kept>(line, "history");
}

} // namespace idpsync::service::control
