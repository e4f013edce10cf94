// Keycloak's admin API: who may ask, and the realm's clients. Numbers name files of
// tests/data/idp/keycloak-26.7.3.

#include "sandbox/provider/keycloak_admin.hpp"

#include "sandbox/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <variant>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

Answer forbidden()
{
    return keycloak_error(403, "HTTP 403 Forbidden");
}

/// Only some answers carry the header.
Answer without_cache_control(Answer answer)
{
    std::erase_if(answer.headers, [](const auto& header) { return header.first == "cache-control"; });
    return answer;
}

/// Who shows a good bearer token.
const Administrator* administrator_of(const Site& site, const Visitor& visitor)
{
    constexpr std::string_view bearer = "Bearer ";
    const auto header = header_of(visitor.request.headers, "authorization");
    const auto token = header.starts_with(bearer) ? header.substr(bearer.size()) : std::string_view();
    const auto found = site.administrators.find(std::string(token));
    return found == site.administrators.end() || found->second.expires <= visitor.now ? nullptr
                                                                                      : &found->second;
}

KeycloakCall call_of(Site& site, const Visitor& visitor, const Administrator& who)
{
    const auto is_master = who.client.empty();
    const auto* client = site.client(who.client);
    const auto has = [&](std::string_view role) {
        return is_master ||
               (client != nullptr && std::count(client->roles.begin(), client->roles.end(), role) != 0);
    };
    return {.site = site,
            .visitor = visitor,
            .may_view = has("view-clients") || has("manage-clients"),
            .may_manage = has("manage-clients"),
            .may_view_users = has("view-users") || has("manage-users"),
            .may_manage_users = has("manage-users")};
}

/// The version is told to the administrator of the realm master alone (148, 149).
Answer server_info(bool is_master)
{
    json::object info;
    for (const auto* name :
         {"builtinProtocolMappers", "clientInstallations", "componentTypes", "cryptoInfo", "enums",
          "features", "identityProviders", "parameterizedScopeTypes", "passwordPolicies", "profileInfo",
          "protocolMapperTypes", "providers", "socialProviders", "themes"})
        info[name] = json::object();
    if (is_master)
        info["systemInfo"] = json::object{{"version", "26.7.3"}};
    return keycloak_json(info);
}

std::string uuid_of(Site& site, ProviderClient& client)
{
    if (client.internal_id.empty())
        client.internal_id = site.ids.uuid();
    return client.internal_id;
}

/// clientId is matched exactly, unless a search is asked for (101, 107-109).
Answer list(const KeycloakCall& call)
{
    const auto& query = call.visitor.query;
    const auto wanted = parameter(query, "clientId");
    const auto searches = parameter(query, "search") == "true";
    if (auto management = keycloak_management(wanted))
        return keycloak_json(json::array{std::move(*management)});
    json::array found;
    for (auto& client : call.site.setup.clients)
        if (wanted.empty() || client.id == wanted ||
            (searches && client.id.find(wanted) != std::string::npos))
            found.emplace_back(shown_keycloak_client(call, client));
    return keycloak_json(found);
}

/// The body, or the answer to one that is no JSON (106).
std::variant<json::object, Answer> body_of(const KeycloakCall& call)
{
    if (auto body = parse_object(call.visitor.request.body))
        return std::move(*body);
    return keycloak_error(400, "invalid_request", "Cannot parse the JSON");
}

Answer create(const KeycloakCall& call)
{
    auto read = body_of(call);
    if (auto* refusal = std::get_if<Answer>(&read))
        return std::move(*refusal);
    const auto& body = std::get<json::object>(read);
    const auto id = string_member(body, "clientId");
    if (auto refusal = refusal_of_object(call, body, nullptr))
        return std::move(*refusal);
    if (call.site.client(id) != nullptr)
        return keycloak_conflict("Client " + id + " already exists");
    auto& client = call.site.setup.clients.emplace_back();
    client.id = id;
    client.groups_scope = false;
    client.maps_groups = false;
    client.secret.clear();
    write_keycloak_client(call, client, body);
    if (client.secret.empty() && !client.public_client && !client.bearer_only)
        draw_keycloak_secret(call, client);
    return without_cache_control(keycloak_created(call.visitor, uuid_of(call.site, client)));
}

Answer replace(const KeycloakCall& call, ProviderClient& client)
{
    auto read = body_of(call);
    if (auto* refusal = std::get_if<Answer>(&read))
        return std::move(*refusal);
    const auto& body = std::get<json::object>(read);
    if (auto refusal = refusal_of_object(call, body, &client))
        return std::move(*refusal);
    const auto id = string_member(body, "clientId");
    if (!id.empty() && id != client.id && call.site.client(id) != nullptr)
        return keycloak_error(409, "conflict", "Duplicate resource error");
    write_keycloak_client(call, client, body);
    return {.status = 204};
}

/// Whoever may only look does not see the secret. (120, 122, 126)
Answer secret(const KeycloakCall& call, ProviderClient& client)
{
    if (!call.may_manage)
        return forbidden();
    if (!call.only_looks())
        draw_keycloak_secret(call, client);
    const json::object body{{"type", "secret"}, {"value", client.secret}};
    return call.only_looks() ? keycloak_json(body) : without_cache_control(keycloak_json(body));
}

/// The one before it, under a SecretPolicy. It is shown after its end, too; removing none is answered alike.
Answer former_secret(const KeycloakCall& call, ProviderClient& client)
{
    if (!call.may_manage)
        return forbidden();
    if (call.visitor.request.method == "DELETE")
    {
        client.more_secrets.clear();
        for (const auto* name : {"client.secret.rotated", "client.secret.rotated.creation.time",
                                 "client.secret.rotated.expiration.time"})
            client.record.at("attributes").as_object().erase(name);
        return keycloak_done();
    }
    if (client.more_secrets.empty())
        return keycloak_error(404, "Client does not have a rotated secret");
    const json::object body{{"type", "secret"}, {"value", client.more_secrets.front().secret}};
    return keycloak_json(body);
}

Answer itself(const KeycloakCall& call, ProviderClient& client)
{
    if (call.only_looks())
        return keycloak_json(shown_keycloak_client(call, client));
    if (call.visitor.request.method == "PUT")
        return replace(call, client);
    const auto id = client.id;
    std::erase_if(call.site.setup.clients, [&](const ProviderClient& one) { return one.id == id; });
    return keycloak_done();
}

/// The mappers that stand in the client's own object.
std::optional<Answer> own_mappers(KeycloakCall& call, ProviderClient& client, std::string_view rest)
{
    auto& mappers = client.record["protocolMappers"];
    if (!mappers.is_array())
        mappers = json::array();
    return keycloak_mappers(call, mappers.get_array(), rest);
}

std::optional<Answer> below_client(KeycloakCall& call, ProviderClient& client, std::string_view what)
{
    constexpr std::string_view mappers = "protocol-mappers/models";
    constexpr std::string_view evaluate = "evaluate-scopes/";
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kinds{
        {{"default-client-scopes", "defaultClientScopes"},
         {"optional-client-scopes", "optionalClientScopes"}}};
    const auto& method = call.visitor.request.method;
    if (what.empty() && (method == "GET" || method == "PUT" || method == "DELETE"))
        return itself(call, client);
    if (what == "client-secret" && (method == "GET" || method == "POST"))
        return secret(call, client);
    if (what == "service-account-user" && call.only_looks())
        return keycloak_service_account(client);
    if (what == "client-secret/rotated" && (method == "GET" || method == "DELETE"))
        return former_secret(call, client);
    for (const auto& [path, kind] : kinds)
        if (what.starts_with(path))
            return keycloak_attached(call, client, kind, what.substr(path.size()));
    if (what.starts_with(mappers))
        return own_mappers(call, client, what.substr(mappers.size()));
    if (what.starts_with(evaluate))
        return keycloak_evaluate(call, client, what.substr(evaluate.size()));
    return std::nullopt;
}

std::optional<Answer> clients(KeycloakCall& call, std::string_view rest)
{
    if (rest.empty())
        return call.only_looks() ? list(call) : create(call);
    rest.remove_prefix(1);
    if (auto role = keycloak_role(rest))
        return role;
    const auto uuid = rest.substr(0, rest.find('/'));
    auto& all = call.site.setup.clients;
    const auto found =
        std::ranges::find_if(all, [&](ProviderClient& one) { return uuid_of(call.site, one) == uuid; });
    if (found == all.end())
        return keycloak_error(404, "Could not find client");
    return below_client(call, *found, rest.substr(std::min(rest.size(), uuid.size() + 1)));
}

std::optional<Answer> realm(KeycloakCall& call, std::string_view rest)
{
    constexpr std::string_view of_clients = "/clients";
    constexpr std::string_view of_scopes = "/client-scopes";
    constexpr std::string_view of_users = "/users";
    if (rest.starts_with(of_users))
        return keycloak_users(call, rest.substr(of_users.size()));
    const auto is_allowed = call.only_looks() ? call.may_view : call.may_manage;
    if (!is_allowed)
        return forbidden(); // 098-100
    const auto behind = [&](std::string_view what) {
        return rest.starts_with(what) && (rest.size() == what.size() || rest[what.size()] == '/');
    };
    if (behind(of_clients))
        return clients(call, rest.substr(of_clients.size()));
    if (behind(of_scopes))
        return keycloak_scopes(call, rest.substr(of_scopes.size()));
    return std::nullopt;
}

} // namespace

Answer keycloak_admin(Site& site, const Visitor& visitor)
{
    constexpr std::string_view realms = "/admin/realms/";
    const auto* who = administrator_of(site, visitor);
    if (who == nullptr)
        return keycloak_error(401, "HTTP 401 Unauthorized"); // 142, 143
    const auto is_master = who->client.empty();
    const std::string_view path = visitor.path;
    if (path == "/admin/serverinfo")
        return server_info(is_master);
    const auto behind = path.substr(std::min(path.size(), realms.size()));
    const auto name = behind.substr(0, behind.find('/'));
    if (name != site.setup.realm && name != "master")
        return keycloak_error(404, "Realm not found."); // 146
    if (name != site.setup.realm && !is_master)
        return forbidden(); // 147
    auto call = call_of(site, visitor, *who);
    auto answer = name == site.setup.realm ? realm(call, behind.substr(name.size())) : std::nullopt;
    return answer ? std::move(*answer)
                  : keycloak_error(404, "Unable to find matching target resource method");
}

} // namespace idpsync::sandbox
