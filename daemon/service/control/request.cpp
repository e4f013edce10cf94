// Requests as text, and back.

#include "core/text.hpp"
#include "json/text.hpp"
#include "service/control/members.hpp"
#include "service/control/protocol.hpp"
#include "service/daemon/pause.hpp"
#include "service/plan_json.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace idpsync::service::control {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 6> names{"status", "reload",      "pause",
                                                "resume", "ack-restart", "history"};

constexpr std::string_view sudo_user_member = "sudo_user";

Error refused(std::string message)
{
    return {ErrorKind::rejected, std::move(message)};
}

/// A daemon's own words for the commands it knows.
constexpr std::string_view known_commands = "status, history, reload, plan, pause, resume and ack-restart";

/// A request's members, each asked for by name and type; what nobody asked for is an error at the end.
class RequestReader
{
public:
    explicit RequestReader(const json::object& object) : object_(object) {}

    bool flag(std::string_view name, bool otherwise = false)
    {
        const auto* value = take(name);
        if (value != nullptr && !value->is_bool())
            object_to(name, "true or false");
        return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
    }

    std::optional<std::uint64_t> number(std::string_view name)
    {
        const auto* value = take(name);
        if (value == nullptr)
            return std::nullopt;
        json::error_code failed;
        const auto number = value->is_double() ? 0 : value->to_number<std::uint64_t>(failed);
        if (!failed && !value->is_double())
            return number;
        object_to(name, "a whole number");
        return std::nullopt;
    }

    std::optional<std::vector<std::string>> texts(std::string_view name)
    {
        const auto* value = take(name);
        if (value == nullptr)
            return std::nullopt;
        std::vector<std::string> out;
        if (!value->is_array())
        {
            object_to(name, "a list of strings");
            return out;
        }
        for (const auto& one : value->get_array())
        {
            if (one.is_string())
                out.emplace_back(one.get_string());
            else
                object_to(name, "a list of strings");
        }
        return out;
    }

    /// An object of strings.
    std::map<std::string, std::string> texts_by_name(std::string_view name)
    {
        std::map<std::string, std::string> out;
        const auto* value = take(name);
        if (value == nullptr || !value->is_object())
        {
            object_to(name, "an object of strings");
            return out;
        }
        for (const auto& member : value->get_object())
        {
            if (member.value().is_string())
                out.emplace(member.key(), member.value().get_string());
            else
                object_to(name, "an object of strings");
        }
        return out;
    }

    /// What is wrong; empty: nothing.
    [[nodiscard]] std::string problem() const
    {
        if (!problem_.empty())
            return problem_;
        for (const auto& member : object_)
            if (std::find(known_.begin(), known_.end(), std::string_view(member.key())) == known_.end())
                return "unknown member " + quoted(member.key(), 60);
        return {};
    }

    const json::value* take(std::string_view name)
    {
        known_.push_back(name);
        return object_.if_contains(name);
    }

private:
    void object_to(std::string_view name, std::string_view expected)
    {
        problem_ = quoted(name) + " must be " + std::string(expected);
    }

    const json::object& object_;
    std::vector<std::string_view> known_;
    std::string problem_;
};

ReloadRequest reload_in(RequestReader& reader)
{
    ReloadRequest request;
    request.keys = reader.texts("keys").value_or(std::vector<std::string>());
    request.force_preflight = reader.texts("force_preflight").value_or(std::vector<std::string>());
    request.write = reader.flag("write", true);
    request.prune_now = reader.flag("prune_now");
    request.new_server = reader.flag("new_server");
    request.rebuild_ledger = reader.flag("rebuild_ledger");
    request.restore_settings = reader.flag("restore_settings");
    request.adopt = reader.flag("adopt");
    request.agreed_changes = reader.flag("agreed_changes");
    request.progress = reader.flag("progress");
    if (auto ids = reader.texts("agreed_deletes"))
    {
        request.agreed_deletes.emplace();
        for (auto& id : *ids)
            request.agreed_deletes->insert(ConnectorId{std::move(id)});
    }
    return request;
}

Result<Request> plan_in(RequestReader& reader)
{
    ReloadRequest request{.write = false};
    request.keys = reader.texts("keys").value_or(std::vector<std::string>());
    request.force_preflight = reader.texts("force_preflight").value_or(std::vector<std::string>());
    request.candidate = reader.texts_by_name("files");
    request.progress = reader.flag("progress");
    if (auto objection = objection_to(*request.candidate); reader.problem().empty() && !objection.empty())
        return refused(std::move(objection));
    return Request(std::move(request));
}

Result<Request> pause_in(RequestReader& reader)
{
    const auto asked = reader.number("seconds").value_or(std::chrono::seconds(default_pause).count());
    const auto longest = static_cast<std::uint64_t>(std::chrono::seconds(longest_pause).count());
    if (asked == 0 || asked > longest)
        return refused("a pause lasts from one second to 30 days; for longer, set `mode: observe`");
    return Request(PauseRequest{std::chrono::seconds(asked)});
}

HistoryRequest history_in(RequestReader& reader)
{
    HistoryRequest request;
    request.keys = reader.texts("keys").value_or(std::vector<std::string>());
    request.lines = reader.number("lines").value_or(request.lines);
    return request;
}

Result<Request> request_named(std::string_view command, RequestReader& reader)
{
    if (command == "status")
        return Request(StatusRequest{reader.flag("watch")});
    if (command == "history")
        return Request(history_in(reader));
    if (command == "reload")
        return Request(reload_in(reader));
    if (command == "plan")
        return plan_in(reader);
    if (command == "pause")
        return pause_in(reader);
    if (command == "resume")
        return Request(ResumeRequest());
    if (command == "ack-restart")
        return Request(AcknowledgeRequest{reader.number("generation")});
    return refused("unknown command " + quoted(command, 60) + "; this daemon knows " +
                   std::string(known_commands));
}

void add_members(json::object& out, const ReloadRequest& request)
{
    const auto strings = [](const auto& all, const auto& text_of) {
        json::array list;
        for (const auto& one : all)
            list.emplace_back(json_text(text_of(one)));
        return list;
    };
    if (request.candidate)
    {
        json::object files;
        for (const auto& [path, text] : *request.candidate)
            files.emplace(path, text);
        out.emplace("files", std::move(files));
        out.emplace("keys", strings(request.keys, [](const std::string& key) { return key; }));
        out.emplace("force_preflight",
                    strings(request.force_preflight, [](const std::string& key) { return key; }));
        return;
    }
    out.emplace("keys", strings(request.keys, [](const std::string& key) { return key; }));
    out.emplace("force_preflight",
                strings(request.force_preflight, [](const std::string& key) { return key; }));
    out.emplace("write", request.write);
    out.emplace("prune_now", request.prune_now);
    out.emplace("new_server", request.new_server);
    out.emplace("rebuild_ledger", request.rebuild_ledger);
    out.emplace("restore_settings", request.restore_settings);
    out.emplace("adopt", request.adopt);
    out.emplace("agreed_changes", request.agreed_changes);
    if (request.agreed_deletes)
        out.emplace("agreed_deletes",
                    strings(*request.agreed_deletes, [](const ConnectorId& id) { return id.value; }));
}

void add_members(json::object& out, const HistoryRequest& request)
{
    json::array keys;
    for (const auto& key : request.keys)
        keys.emplace_back(json_text(key));
    out.emplace("keys", std::move(keys));
    out.emplace("lines", request.lines);
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
    json::object out{{"version", protocol_version}, {"command", name_of(request)}};
    if (!sudo_user.empty())
        out.emplace(sudo_user_member, json_text(sudo_user));
    if (const auto* status = std::get_if<StatusRequest>(&request))
        out.emplace("watch", status->watch);
    const auto* reload = std::get_if<ReloadRequest>(&request);
    if (reload != nullptr)
        add_members(out, *reload);
    // A daemon of before does not know it.
    if (reload != nullptr && reload->progress)
        out.emplace("progress", true);
    if (const auto* pause = std::get_if<PauseRequest>(&request))
        out.emplace("seconds", pause->duration.count());
    if (const auto* acknowledge = std::get_if<AcknowledgeRequest>(&request);
        acknowledge && acknowledge->generation)
        out.emplace("generation", *acknowledge->generation);
    if (const auto* history = std::get_if<HistoryRequest>(&request))
        add_members(out, *history);
    return json::serialize(out) + '\n';
}

Result<Request> decode_request(std::string_view line)
{
    const auto document = parse_json(line);
    if (!document || !document->is_object())
        return refused("a request is one JSON object on one line");
    RequestReader reader(document->get_object());
    const auto* version = reader.take("version");
    if (version == nullptr || *version != protocol_version)
        return refused("\"version\" must be " + std::to_string(protocol_version) +
                       ": program and daemon are not of the same version; restart the daemon");
    reader.take(sudo_user_member);
    const auto* command = reader.take("command");
    if (command == nullptr || !command->is_string())
        return refused("\"command\" must be a string");
    auto request = request_named(command->get_string(), reader);
    if (request.has_error())
        return request;
    if (auto problem = reader.problem(); !problem.empty())
        return refused(std::move(problem));
    return request;
}

std::string sudo_user_in(std::string_view line)
{
    const auto document = parse_json(line);
    const auto* object = document ? document->if_object() : nullptr;
    const auto* name = object == nullptr ? nullptr : object->if_contains(sudo_user_member);
    return name != nullptr && name->is_string() ? std::string(name->get_string()) : std::string();
}

} // namespace idpsync::service::control
