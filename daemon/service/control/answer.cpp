// Answers as text, and back.

#include "service/control/diagnostic_json.hpp"
#include "service/control/members.hpp"
#include "service/control/protocol.hpp"
#include "service/control/report_reader.hpp"
#include "service/history_line.hpp"
#include "service/plan_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace idpsync::service::control {

namespace json = boost::json;

namespace {

std::string line_of(std::string_view name, json::value answer)
{
    const json::object out{{"version", protocol_version}, {name, std::move(answer)}};
    return json::serialize(out) + '\n';
}

json::value error_json(const Error& error)
{
    return json::object{{"kind", to_string(error.kind)}, {"message", json_text(error.text())}};
}

Error stated_error(const Members& members)
{
    return {members.named("kind", ErrorKind::bad_response), members.text("message")};
}

Error not_an_answer()
{
    return {ErrorKind::bad_response, "the daemon's answer cannot be understood",
            "are program and daemon of the same version? Restart the daemon"};
}

json::array in_lines(const std::vector<config::Diagnostic>& diagnostics)
{
    json::array out;
    for (const auto& one : diagnostics)
        out.emplace_back(json_text(config::to_string(one)));
    return out;
}

json::array texts_json(const std::vector<std::string>& texts)
{
    json::array out;
    for (const auto& text : texts)
        out.emplace_back(json_text(text));
    return out;
}

std::vector<std::string> texts_in(const json::array& list)
{
    std::vector<std::string> out;
    for (const auto& one : list)
        if (one.is_string())
            out.emplace_back(one.get_string());
    return out;
}

/// The member `name` of an answer.
Result<json::value> answer_in(std::string_view line, std::string_view name)
{
    json::error_code failed;
    const auto document = json::parse({line.data(), line.size()}, failed);
    const Members members(document);
    if (failed || !members.there())
        return not_an_answer();
    if (const auto* error = members.find("error"))
        return stated_error(Members(error));
    const auto* answer = members.find(name);
    if (answer == nullptr)
        return not_an_answer();
    return *answer;
}

} // namespace

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
    return line_of("error", error_json(error));
}

std::string encode(const StatusDocument& status)
{
    return line_of("status", status_json(status));
}

std::string encode(const ReloadOutcome& outcome)
{
    json::object out{
        {"refused", in_lines(outcome.refused)},
        {"warnings", in_lines(outcome.warnings)},
        {"diagnostics", json::object{{"errors", diagnostics_json(outcome.refused)},
                                     {"warnings", diagnostics_json(outcome.warnings)}}},
        {"not_judged", texts_json(outcome.not_judged)},
        {"error", nullptr},
        {"management_url", json_text(outcome.management_url)},
        {"mode", to_string(outcome.mode)},
        {"paused", outcome.paused},
        {"ledger_set_aside", nullptr},
        {"report", nullptr},
    };
    if (outcome.error)
        out["error"] = error_json(*outcome.error);
    if (outcome.report)
    {
        out["ledger_set_aside"] = text_or_null(outcome.report->ledger_set_aside);
        out["report"] = report_json(*outcome.report, outcome.management_url, outcome.mode);
    }
    return line_of("reload", std::move(out));
}

std::string encode(const reconcile::PassProgress& progress)
{
    return line_of("progress",
                   json::object{{"done", progress.done},
                                {"all", progress.all},
                                {"last", text_or_null(progress.last ? to_string(*progress.last) : "")},
                                {"provider", text_or_null(progress.whose)}});
}

std::string encode(const PauseAnswer& answer)
{
    return line_of("pause", json::object{{"until", time_or_null(answer.until)},
                                         {"pass_under_way", answer.pass_under_way},
                                         {"warning", text_or_null(answer.warning)}});
}

std::string encode(const ResumeAnswer& answer)
{
    return line_of(
        "resume", json::object{{"was_paused", answer.was_paused}, {"warning", text_or_null(answer.warning)}});
}

std::string encode(const AcknowledgeAnswer& answer)
{
    return line_of("ack-restart", json::object{{"message", json_text(answer.message)}});
}

std::string encode(const History::Kept& answer)
{
    return line_of("history", history_document(answer));
}

Result<StatusDocument> decode_status_answer(std::string_view line)
{
    const auto answer = answer_in(line, "status");
    if (answer.has_error())
        return answer.error();
    auto status = status_from_json(*answer);
    if (!status)
        return not_an_answer();
    return std::move(*status);
}

Result<ReloadOutcome> decode_reload_answer(std::string_view line)
{
    const auto answer = answer_in(line, "reload");
    if (answer.has_error())
        return answer.error();
    const Members members(*answer);
    ReloadOutcome outcome;
    const Members diagnostics(members.find("diagnostics"));
    outcome.refused = diagnostics_from_json(diagnostics.list("errors"));
    outcome.warnings = diagnostics_from_json(diagnostics.list("warnings"));
    outcome.not_judged = texts_in(members.list("not_judged"));
    outcome.management_url = members.text("management_url");
    outcome.mode = members.named("mode", Mode::enforce);
    outcome.paused = members.flag("paused");
    if (const Members error(members.find("error")); error.there())
        outcome.error = stated_error(error);
    if (const auto* report = members.find("report"); report != nullptr && report->is_object())
        outcome.report = report_from_json(*report);
    if (outcome.report)
        outcome.report->ledger_set_aside = members.text("ledger_set_aside");
    if (outcome.refused.empty() && !outcome.error && !outcome.report)
        return not_an_answer();
    return outcome;
}

std::optional<reconcile::PassProgress> progress_in(std::string_view line)
{
    const auto answer = answer_in(line, "progress");
    if (answer.has_error())
        return std::nullopt;
    const Members members(*answer);
    return reconcile::PassProgress{.done = members.number("done"),
                                   .all = members.number("all"),
                                   .last = idpsync::enumerator_of<EventName>(members.text("last")),
                                   .whose = members.text("provider")};
}

Result<PauseAnswer> decode_pause_answer(std::string_view line)
{
    const auto answer = answer_in(line, "pause");
    if (answer.has_error())
        return answer.error();
    const Members members(*answer);
    const auto until = members.time("until");
    if (!until)
        return not_an_answer();
    return PauseAnswer{*until, members.flag("pass_under_way"), members.text("warning")};
}

Result<ResumeAnswer> decode_resume_answer(std::string_view line)
{
    const auto answer = answer_in(line, "resume");
    if (answer.has_error())
        return answer.error();
    const Members members(*answer);
    return ResumeAnswer{members.flag("was_paused"), members.text("warning")};
}

Result<AcknowledgeAnswer> decode_acknowledge_answer(std::string_view line)
{
    const auto answer = answer_in(line, "ack-restart");
    if (answer.has_error())
        return answer.error();
    return AcknowledgeAnswer{Members(*answer).text("message")};
}

Result<History::Kept> decode_history_answer(std::string_view line)
{
    const auto answer = answer_in(line, "history");
    if (answer.has_error())
        return answer.error();
    const Members members(*answer);
    History::Kept kept;
    for (const auto& change : members.list("changes"))
        if (auto entry = history_entry_from(json::serialize(change)))
            kept.entries.push_back(std::move(*entry));
    for (const auto& one : members.list("damaged"))
        kept.damaged.push_back(
            {Members(one).text("file"), static_cast<std::size_t>(Members(one).number("line"))});
    return kept;
}

} // namespace idpsync::service::control
