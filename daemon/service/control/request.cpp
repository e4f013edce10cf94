// Requests as text, and back.

#include "core/text.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"
#include "service/control/request_shape.hpp"

#include <array>

namespace idpsync::service::control {
namespace {

constexpr std::array<std::string_view, 6> names{"status", "reload",      "pause",
                                                "resume", "ack-restart", "history"};

/// What is missing has its usual value; anything that is not known is an error.
constexpr json::Reading as_asked{.missing_members = true};

Error refused(std::string message)
{
    return {ErrorKind::rejected, std::move(message)};
}

/// A daemon's own words for the commands it knows.
constexpr std::string_view known_commands = "status, history, reload, plan, pause, resume and ack-restart";

template <class Kind>
Result<Kind> read_as(const boost::json::value& members)
{
    json::Problem problem;
    auto request = json::Blank<Kind>::make();
    json::read(members, request, "the request", as_asked, problem);
    if (problem.found())
        return refused(problem.text());
    return request;
}

template <class Kind>
Result<Request> request_of(const boost::json::value& members)
{
    auto request = read_as<Kind>(members);
    return request.has_error() ? Result<Request>(request.error()) : Request(std::move(*request));
}

Result<Request> plan_in(const boost::json::value& members)
{
    auto plan = read_as<CandidateRecord>(members);
    if (plan.has_error())
        return plan.error();
    if (auto objection = objection_to(plan->files); !objection.empty())
        return refused(std::move(objection));
    ReloadRequest request{
        .keys = std::move(plan->keys), .force_preflight = std::move(plan->force_preflight), .write = false};
    request.candidate = std::move(plan->files);
    request.progress = plan->progress;
    return Request(std::move(request));
}

Result<Request> pause_in(const boost::json::value& members)
{
    auto request = request_of<PauseRequest>(members);
    if (request.has_error())
        return request;
    if (const auto asked = std::get<PauseRequest>(*request).duration;
        asked <= std::chrono::seconds(0) || asked > longest_pause)
        return refused("a pause lasts from one second to 30 days; for longer, set `mode: observe`");
    return request;
}

Result<Request> request_named(std::string_view command, const boost::json::value& members)
{
    if (command == "status")
        return request_of<StatusRequest>(members);
    if (command == "history")
        return request_of<HistoryRequest>(members);
    if (command == "reload")
        return request_of<ReloadRequest>(members);
    if (command == "plan")
        return plan_in(members);
    if (command == "pause")
        return pause_in(members);
    if (command == "resume")
        return request_of<ResumeRequest>(members);
    if (command == "ack-restart")
        return request_of<AcknowledgeRequest>(members);
    return refused("unknown command " + quoted(command, 60) + "; this daemon knows " +
                   std::string(known_commands));
}

template <class Kind>
void append_request(std::string& out, const Kind& request, bool& first)
{
    json::append_members(out, request, first);
}

void append_request(std::string& out, const ReloadRequest& request, bool& first)
{
    if (request.candidate)
        json::append_members(
            out, CandidateRecord{*request.candidate, request.keys, request.force_preflight, request.progress},
            first);
    else
        json::append_members(out, request, first);
}

} // namespace

std::string_view name_of(const Request& request)
{
    const auto* reload = std::get_if<ReloadRequest>(&request);
    return reload != nullptr && reload->candidate ? "plan" : names.at(request.index());
}

bool only_looks(const Request& request)
{
    return std::holds_alternative<StatusRequest>(request) || std::holds_alternative<HistoryRequest>(request);
}

std::string encode(const Request& request, std::string_view sudo_user)
{
    std::string out = "{";
    bool first = true;
    json::append_members(out, RequestHeader{name_of(request), sudo_user}, first);
    std::visit([&](const auto& one) { append_request(out, one, first); }, request);
    return out += "}\n";
}

Result<Request> decode_request(std::string_view line)
{
    auto document = parse_object(line);
    if (!document)
        return refused("a request is one JSON object on one line");
    const auto* version = document->if_contains("version");
    if (version == nullptr || *version != protocol_version)
        return refused("\"version\" must be " + std::to_string(protocol_version) +
                       ": program and daemon are not of the same version; restart the daemon");
    const auto command = text_member(*document, "command");
    if (!command)
        return refused("\"command\" must be a string");
    json::for_each_member<RequestHeader>([&](const auto& member) { document->erase(member.name); });
    return request_named(*command, std::move(*document));
}

std::string sudo_user_in(std::string_view line)
{
    const auto document = parse_json(line);
    return document ? text_member(*document, "sudo_user") : std::string();
}

} // namespace idpsync::service::control
