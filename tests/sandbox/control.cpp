#include "sandbox/control.hpp"

#include "sandbox/json.hpp"
#include "sandbox/provider/patch.hpp"

#include <boost/json.hpp>

#include <array>
#include <optional>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

Answer done()
{
    return json_answer(json::object());
}

std::optional<std::string> optional_member(const json::object& body, std::string_view name)
{
    const auto* member = body.if_contains(name);
    return member != nullptr && member->is_string() ? std::optional(std::string(member->get_string()))
                                                    : std::nullopt;
}

std::size_t number_member(const json::object& body, std::string_view name, std::size_t otherwise)
{
    const auto* member = body.if_contains(name);
    return member != nullptr && member->is_int64() && member->get_int64() >= 0
               ? static_cast<std::size_t>(member->get_int64())
               : otherwise;
}

std::optional<Fault::Kind> parse_fault_kind(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, Fault::Kind>, 11> kinds{
        {{"delay", Fault::Kind::delay},
         {"answer", Fault::Kind::answer},
         {"cut-before", Fault::Kind::cut_before},
         {"cut-after", Fault::Kind::cut_after},
         {"late", Fault::Kind::late},
         {"answer-late", Fault::Kind::answer_late},
         {"reset", Fault::Kind::reset},
         {"hang", Fault::Kind::hang},
         {"drip", Fault::Kind::drip},
         {"truncated", Fault::Kind::truncated},
         {"mislabeled", Fault::Kind::mislabeled}}};
    for (const auto& [name, kind] : kinds)
        if (name == text)
            return kind;
    return std::nullopt;
}

json::object shown(const Connector& connector, const Connector* open)
{
    return {{"id", connector.id},
            {"type", type_of_id(connector.id)},
            {"name", connector.name},
            {"issuer", connector.issuer},
            {"client_id", connector.client_id},
            {"client_secret", connector.client_secret},
            {"login_client_id", open == nullptr ? json::value() : json::value(open->client_id)}};
}

} // namespace

Answer Control::handle(const Request& request)
{
    constexpr std::string_view prefix = "/_sandbox/";
    const auto path = request.path().substr(prefix.size());
    const auto what = path.substr(0, path.find('/'));
    const auto rest = what.size() == path.size() ? std::string_view() : path.substr(what.size() + 1);
    if (what == "connectors")
        return connectors(request, rest);
    if (what == "issuers")
        return issuers(request);
    if (what == "providers")
        return providers(request);
    if (what == "tokens")
        return tokens(request);
    if (what == "faults")
        return faults(request);
    if (what == "settings")
        return settings(request);
    if (what == "counters")
        return counters();
    if (what == "requests")
        return requests();
    return program(request, what);
}

Answer Control::connectors(const Request& request, std::string_view id)
{
    if (request.method == "GET")
    {
        json::array list;
        for (const auto& connector : sandbox_.connectors())
            list.emplace_back(shown(connector, sandbox_.open_connector(connector.id)));
        return json_answer(list);
    }
    if (request.method != "POST" && sandbox_.connector(id) == nullptr)
        return refusal(404, "there is no connector " + std::string(id));
    if (request.method == "DELETE")
    {
        sandbox_.remove(id);
        return done();
    }
    const auto body = parse_object(request.body);
    if (!body)
        return unparsable_request();
    if (request.method == "PUT")
    {
        sandbox_.edit(id, {.name = optional_member(*body, "name"),
                           .issuer = optional_member(*body, "issuer"),
                           .client_id = optional_member(*body, "client_id"),
                           .client_secret = optional_member(*body, "client_secret")});
        return done();
    }
    const auto added = sandbox_.add({.id = string_member(*body, "id"),
                                     .type = optional_member(*body, "type").value_or("oidc"),
                                     .name = string_member(*body, "name"),
                                     .issuer = string_member(*body, "issuer"),
                                     .client_id = string_member(*body, "client_id"),
                                     .client_secret = string_member(*body, "client_secret")});
    return json_answer(json::object{{"id", added}});
}

Answer Control::issuers(const Request& request)
{
    const auto body = parse_object(request.body);
    if (!body)
        return unparsable_request();
    const auto behaviour = IssuerBehaviour::parse(optional_member(*body, "behaviour").value_or("ok"));
    if (!behaviour)
        return refusal(422, "unknown behaviour of an issuer");
    auto url = string_member(*body, "url");
    if (url.empty())
        url = sandbox_.add_local_issuer(string_member(*body, "name"), *behaviour);
    else
        sandbox_.add_issuer(url, *behaviour);
    return json_answer(json::object{{"url", url}});
}

Answer Control::providers(const Request& request)
{
    auto body = parse_object(request.body);
    if (!body)
        return unparsable_request();
    const auto name = string_member(*body, "name");
    const auto base = name.empty() ? string_member(*body, "url") : sandbox_.url() + "/providers/" + name;
    const auto profile = parse_profile(string_member(*body, "profile"));
    if (sandbox_.issuers().provider(base) == nullptr)
    {
        if (!profile)
            return refusal(422, "unknown profile of a provider");
        sandbox_.add_provider(base, {.profile = *profile});
    }
    auto& provider = sandbox_.provider(base);
    if (profile)
        provider.setup().profile = *profile;
    for (const auto* known : {"name", "url", "profile"})
        body->erase(known);
    if (const auto problem = patch(provider, *body))
        return refusal(422, *problem);
    return json_answer(json::object{{"url", provider.base()}, {"issuer", provider.issuer()}});
}

Answer Control::tokens(const Request& request)
{
    const auto body = parse_object(request.body);
    if (!body)
        return unparsable_request();
    if (request.method == "DELETE")
    {
        sandbox_.revoke(string_member(*body, "token"));
        return done();
    }
    const auto role = parse_role(string_member(*body, "role"));
    if (!role)
        return refusal(422, "unknown role");
    return json_answer(json::object{{"token", sandbox_.grant(*role)}});
}

Answer Control::faults(const Request& request)
{
    if (request.method == "DELETE")
    {
        sandbox_.clear_faults();
        return done();
    }
    const auto body = parse_object(request.body);
    if (!body)
        return unparsable_request();
    const auto kind = parse_fault_kind(string_member(*body, "kind"));
    if (!kind)
        return refusal(422, "unknown kind of fault");
    Fault fault;
    fault.kind = *kind;
    fault.delay = std::chrono::milliseconds(number_member(*body, "delay_ms", 0));
    fault.status = static_cast<unsigned>(number_member(*body, "status", 500));
    fault.body = string_member(*body, "body");
    fault.content_type = optional_member(*body, "content_type").value_or(fault.content_type);
    fault.bytes = number_member(*body, "bytes", 0);
    if (const auto* headers = body->if_contains("headers"); headers != nullptr && headers->is_object())
        for (const auto& [name, value] : headers->get_object())
            fault.headers.emplace_back(name,
                                       value.is_string() ? std::string(value.get_string()) : std::string());
    sandbox_.fail({.method = string_member(*body, "method"),
                   .path = string_member(*body, "path"),
                   .skip = number_member(*body, "skip", 0),
                   .times = number_member(*body, "times", 1),
                   .fault = std::move(fault)});
    return done();
}

Answer Control::settings(const Request& request)
{
    const auto body = parse_object(request.body);
    if (!body)
        return unparsable_request();
    for (const auto& [name, value] : *body)
        sandbox_.set_account_setting(name, value);
    return json_answer(sandbox_.account_settings());
}

Answer Control::program(const Request& request, std::string_view what)
{
    if (what == "events" && request.method == "POST")
    {
        const auto body = parse_object(request.body);
        sandbox_.lengthen_log(body ? number_member(*body, "count", 0) : 0);
        return done();
    }
    if (what == "restart" && request.method == "POST")
    {
        sandbox_.restart();
        return done();
    }
    if (what == "stop" && request.method == "POST" && hooks_.stop)
    {
        hooks_.stop();
        return done();
    }
    if (what == "time-scale" && hooks_.set_time_scale)
    {
        const auto body = parse_object(request.body);
        const auto* scale = body ? body->if_contains("scale") : nullptr;
        if (scale == nullptr || !scale->is_number() || scale->to_number<double>() <= 0)
            return refusal(422, "scale must be a number greater than 0");
        hooks_.set_time_scale(scale->to_number<double>());
        return done();
    }
    return page_not_found();
}

Answer Control::counters() const
{
    const auto& counted = sandbox_.counters();
    return json_answer(json::object{{"connections", counted.connections},
                                    {"requests", counted.requests},
                                    {"reads", counted.reads},
                                    {"writes", counted.writes},
                                    {"probes", counted.probes},
                                    {"throttled", counted.throttled}});
}

Answer Control::requests() const
{
    json::array list;
    for (const auto& seen : sandbox_.requests())
        list.emplace_back(
            json::object{{"method", seen.method}, {"target", seen.target}, {"status", seen.status}});
    return json_answer(list);
}

} // namespace idpsync::sandbox
