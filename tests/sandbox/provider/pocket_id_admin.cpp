// Pocket ID's administrator API. Numbers name files of tests/data/idp/pocket-id-2.9.0; the recorded build of
// 2.10 gives the same answers, with skipConsent. Nobody recorded 2.12 to 2.14: what they do otherwise is as
// their code reads (README.md).

#include "sandbox/provider/pocket_id_admin.hpp"

#include "sandbox/json.hpp"
#include "sandbox/provider/pocket_id_common.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

Answer invalid(const PocketIdCall& call, const InvalidClient& why)
{
    const json::object field{{"field", why.field}, {"code", "invalid"}, {"message", why.text}};
    return call.refused(400, why.text, "validation_failed", {{"fields", json::array{field}}});
}

Answer one(const PocketIdCall& call, ProviderClient& client, unsigned status, json::array groups)
{
    auto body = shown_pocket_id_client(call, client);
    body["allowedUserGroups"] = std::move(groups);
    return pocket_id_json(status, body);
}

json::array groups_of(const PocketIdCall& call, const ProviderClient& client)
{
    json::array groups;
    for (const auto& group : call.site.setup.groups)
        if (std::count(client.allowed_groups.begin(), client.allowed_groups.end(), group.id) != 0)
            groups.emplace_back(shown_group(group, 0)); // nobody is counted here (035)
    return groups;
}

Answer create(PocketIdCall& call)
{
    if (auto refusal = call.read_body())
        return std::move(*refusal);
    if (const auto why = invalid_pocket_id_client(call.body))
        return invalid(call, *why);
    auto id = string_member(call.body, "id");
    if (call.site.client(id) != nullptr)
        return call.version < 13
                   ? call.refused(400, "Client ID already in use", "")
                   : call.refused(409, "Client ID is already in use", "client_id_already_exists");
    auto& client = call.site.setup.clients.emplace_back();
    client.id = id.empty() ? call.site.ids.uuid() : std::move(id);
    client.secret.clear(); // it has none until somebody makes one (047)
    write_pocket_id_client(client, call.body, call.version);
    return one(call, client, 201, {});
}

/// The answer never lists the groups that the client keeps (036, 136).
Answer replace(PocketIdCall& call, ProviderClient& client)
{
    if (auto refusal = call.read_body())
        return std::move(*refusal);
    if (const auto why = invalid_pocket_id_client(call.body))
        return invalid(call, *why);
    write_pocket_id_client(client, call.body, call.version);
    return one(call, client, 200, {});
}

/// Unknown ids are dropped without a word (044, 045).
Answer allow_groups(PocketIdCall& call, ProviderClient& client)
{
    if (auto refusal = call.read_body())
        return std::move(*refusal);
    if (!call.body.contains("userGroupIds"))
        return invalid(call, {"userGroupIds", "UserGroupIDs is required"});
    const auto wanted = texts_of(call.body, "userGroupIds");
    client.allowed_groups.clear();
    for (const auto& group : call.site.setup.groups)
        if (std::count(wanted.begin(), wanted.end(), group.id) != 0)
            client.allowed_groups.push_back(group.id);
    return pocket_id_json(200, shown_pocket_id_client(call, client));
}

Answer meta(const PocketIdCall& call, ProviderClient& client)
{
    auto all = shown_pocket_id_client(call, client);
    json::object some;
    for (const auto* name : {"id", "name", "hasLogo", "hasDarkLogo", "launchURL", "requiresReauthentication"})
        some[name] = all.at(name);
    return pocket_id_json(200, some);
}

Answer list(const PocketIdCall& call)
{
    json::array clients;
    for (auto& client : call.site.setup.clients)
    {
        auto body = shown_pocket_id_client(call, client);
        body["allowedUserGroupsCount"] = client.allowed_groups.size();
        clients.emplace_back(std::move(body));
    }
    return pocket_id_list(call.visitor, std::move(clients));
}

/// What is asked of one client.
std::optional<Answer> about_client(PocketIdCall& call, std::string_view id, std::string_view what)
{
    const auto& method = call.visitor.request.method;
    auto* client = call.site.client(id);
    if (what.empty() && method == "DELETE")
    {
        std::erase_if(call.site.setup.clients, [&](const ProviderClient& one) { return one.id == id; });
        return without_content(); // also when there was none (131)
    }
    const auto is_plain = what.empty() && (method == "GET" || method == "PUT");
    const auto is_known =
        is_plain || (what == "meta" && method == "GET") || (what == "allowed-user-groups" && method == "PUT");
    if (is_known && client == nullptr)
        return call.unknown_client();
    if (what == "meta" && is_known)
        return meta(call, *client);
    if (what == "allowed-user-groups" && is_known)
        return allow_groups(call, *client);
    if (is_known)
        return method == "GET" ? one(call, *client, 200, groups_of(call, *client)) : replace(call, *client);
    if (what.starts_with("preview/") && client != nullptr)
        return pocket_id_preview(call, *client, what.substr(what.find('/') + 1));
    return pocket_id_secret(call, client, what);
}

} // namespace

std::optional<Answer> pocket_id_admin(Site& site, const Visitor& visitor)
{
    constexpr std::string_view clients = "/api/oidc/clients";
    PocketIdCall call{.site = site, .visitor = visitor, .version = pocket_id_minor(site.setup.profile)};
    if (!visitor.path.starts_with(clients))
        return pocket_id_account(call);
    auto rest = std::string_view(visitor.path).substr(clients.size());
    if (!rest.empty() && !rest.starts_with('/'))
        return std::nullopt;
    rest.remove_prefix(rest.empty() ? 0 : 1);
    const auto id = rest.substr(0, rest.find('/'));
    const auto what = rest.substr(std::min(rest.size(), id.size() + 1));
    if (what != "meta")
        if (auto refusal = call.refusal_of_caller(true))
            return refusal;
    if (!id.empty())
        return about_client(call, id, what);
    if (visitor.request.method == "POST")
        return create(call);
    return visitor.request.method == "GET" ? std::optional(list(call)) : std::nullopt;
}

} // namespace idpsync::sandbox
