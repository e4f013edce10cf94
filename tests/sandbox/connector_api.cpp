// The part of the API that this is all about: /api/identity-providers.

#include "sandbox/api.hpp"
#include "sandbox/issuer_check.hpp"
#include "sandbox/json.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

bool supports(Generation generation, std::string_view type)
{
    constexpr std::array types{"oidc",     "zitadel",   "entra",     "google",  "okta",
                               "pocketid", "microsoft", "authentik", "keycloak"};
    return std::find(types.begin(), types.end(), type) != types.end() ||
           (type == "adfs" && generation >= Generation::v0_70);
}

/// The first thing that is wrong with the fields themselves, in NetBird's order.
std::optional<std::string> fault_in_fields(Generation generation, const json::object& sent)
{
    const auto type = string_member(sent, "type");
    const auto issuer = string_member(sent, "issuer");
    if (string_member(sent, "name").empty())
        return "identity provider name is required";
    if (type.empty())
        return "identity provider type is required";
    if (!supports(generation, type))
        return "unsupported identity provider type";
    if (issuer.empty() && !is_builtin_type(type))
        return "identity provider issuer is required";
    if (!issuer.empty() && !is_absolute_url(issuer))
        return "identity provider issuer must be a valid url";
    if (string_member(sent, "client_id").empty())
        return "identity provider client id is required";
    return std::nullopt;
}

json::object shown(const Connector& connector)
{
    json::object object{
        {"client_id", connector.client_id},
        {"id", connector.id},
        {"issuer", connector.issuer},
        {"name", connector.name},
        {"type", connector.static_type.empty() ? type_of_id(connector.id) : connector.static_type}};
    for (const auto& member : connector.more)
        object.emplace(member.key(), member.value());
    return object;
}

/// What a PUT says of the members that no recorded version has.
json::object more_in(const json::object& sent)
{
    constexpr std::array known{"type", "name", "issuer", "client_id", "client_secret"};
    json::object more;
    for (const auto& member : sent)
        if (std::find(known.begin(), known.end(), member.key()) == known.end())
            more.emplace(member.key(), member.value());
    return more;
}

/// The answer to a write repeats what was sent, not what a later GET shows.
json::object echoed(const Connector& connector, const json::object& sent)
{
    auto object = shown(connector);
    object["issuer"] = string_member(sent, "issuer");
    object["type"] = string_member(sent, "type");
    return object;
}

Answer needs_embedded_idp()
{
    return refusal(500, "identity provider management requires embedded idp");
}

Answer not_found()
{
    return refusal(404, "identity provider not found");
}

} // namespace

boost::asio::awaitable<Answer> Api::list_connectors(Call)
{
    json::array list;
    if (world_.options.embedded_idp)
        for (const auto& connector : world_.connectors.all())
            list.emplace_back(shown(connector));
    co_return json_answer(list);
}

boost::asio::awaitable<Answer> Api::show_connector(Call call)
{
    if (!world_.options.embedded_idp)
        co_return needs_embedded_idp();
    const auto* connector = world_.connectors.find(call.rest);
    co_return connector == nullptr ? not_found() : json_answer(shown(*connector));
}

boost::asio::awaitable<std::optional<Answer>> Api::objection(const json::object& sent)
{
    if (const auto fault = fault_in_fields(world_.options.generation, sent))
        co_return refusal(422, *fault);
    if (!world_.options.embedded_idp)
        co_return needs_embedded_idp();
    const auto issuer = string_member(sent, "issuer");
    if (issuer.empty() || world_.options.generation == Generation::v0_62)
        co_return std::nullopt;
    const auto problem =
        co_await check_issuer(world_.clock, world_.issuers, issuer, world_.options.issuer_timeout);
    if (problem)
        co_return refusal(422, *problem);
    co_return std::nullopt;
}

boost::asio::awaitable<std::variant<json::object, Answer>> Api::connector_of(const Call& call)
{
    auto sent = parse_object(call.request.body);
    if (!sent)
        co_return unparsable_request();
    if (!call.user.may_write())
        co_return permission_denied();
    auto refused = co_await objection(*sent);
    if (refused)
        co_return std::move(*refused);
    co_return std::move(*sent);
}

boost::asio::awaitable<Answer> Api::create_connector(Call call)
{
    auto accepted = co_await connector_of(call);
    if (auto* refused = std::get_if<Answer>(&accepted))
        co_return std::move(*refused);
    const auto& sent = std::get<json::object>(accepted);

    const auto& connector = world_.connectors.add({.id = "",
                                                   .type = string_member(sent, "type"),
                                                   .name = string_member(sent, "name"),
                                                   .issuer = string_member(sent, "issuer"),
                                                   .client_id = string_member(sent, "client_id"),
                                                   .client_secret = string_member(sent, "client_secret")});
    world_.record("identityprovider.create", call.user.initiator(), connector, string_member(sent, "type"));
    co_return json_answer(echoed(connector, sent));
}

boost::asio::awaitable<Answer> Api::update_connector(Call call)
{
    auto accepted = co_await connector_of(call);
    if (auto* refused = std::get_if<Answer>(&accepted))
        co_return std::move(*refused);
    const auto& sent = std::get<json::object>(accepted);

    // Looked up after the wait for the issuer: somebody else may have removed it meanwhile.
    auto* connector = world_.connectors.find(call.rest);
    if (connector == nullptr)
        co_return refusal(500, "failed to update identity provider: failed to update connector: not found");
    const auto type = string_member(sent, "type");
    const auto changes_type = !connector->static_type.empty() || type != type_of_id(connector->id);
    if (changes_type && world_.options.generation >= Generation::v0_77)
        co_return refusal(500,
                          "failed to update identity provider: failed to update connector: connector type "
                          "change not allowed");
    if (changes_type)
        connector->scopes = scopes_of_type(type);
    connector->name = string_member(sent, "name");
    connector->issuer = is_builtin_type(connector->type) ? "" : string_member(sent, "issuer");
    connector->client_id = string_member(sent, "client_id");
    connector->more = more_in(sent);
    if (auto secret = string_member(sent, "client_secret"); !secret.empty())
        connector->client_secret = std::move(secret);
    world_.record("identityprovider.update", call.user.initiator(), *connector, type);
    co_return json_answer(echoed(*connector, sent));
}

boost::asio::awaitable<Answer> Api::remove_connector(Call call)
{
    if (!call.user.may_write())
        co_return permission_denied();
    if (!world_.options.embedded_idp)
        co_return needs_embedded_idp();
    const auto* connector = world_.connectors.find(call.rest);
    if (connector == nullptr)
        co_return not_found();
    world_.record("identityprovider.delete", call.user.initiator(), *connector, connector->type);
    world_.login.forget(call.rest);
    world_.connectors.remove(call.rest);
    co_return json_answer(json::object());
}

} // namespace idpsync::sandbox
