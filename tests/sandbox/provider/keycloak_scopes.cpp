// The client scopes of Keycloak's realm, the mappers in them and in clients, and the tokens that they would
// make. Numbers name files of tests/data/idp/keycloak-26.7.3.

#include "sandbox/json.hpp"
#include "sandbox/provider/keycloak_admin.hpp"
#include "sandbox/provider/profiles.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds token_life{300};
constexpr std::string_view group_mapper = "oidc-group-membership-mapper";

ClientScope* scope_named(std::vector<ClientScope>& scopes, std::string_view name)
{
    const auto found = std::ranges::find(scopes, name, &ClientScope::name);
    return found == scopes.end() ? nullptr : &*found;
}

ClientScope* scope_with(std::vector<ClientScope>& scopes, std::string_view id)
{
    const auto found = std::ranges::find(scopes, id, &ClientScope::id);
    return found == scopes.end() ? nullptr : &*found;
}

json::object shown(const ClientScope& scope)
{
    auto all = scope.record;
    all["id"] = scope.id;
    all["name"] = scope.name;
    if (!scope.mappers.empty())
        all["protocolMappers"] = scope.mappers;
    return all;
}

/// (130, 131)
Answer create(KeycloakCall& call)
{
    auto body = parse_object(call.visitor.request.body);
    if (!body)
        return keycloak_error(400, "invalid_request", "Cannot parse the JSON");
    const auto name = string_member(*body, "name");
    auto& scopes = scopes_of(call.site);
    if (scope_named(scopes, name) != nullptr)
        return keycloak_conflict("Client Scope " + name + " already exists");
    scopes.push_back({.id = call.site.ids.uuid(), .name = name, .record = *body, .mappers = {}});
    if (name == "groups")
        call.site.setup.knows_groups_scope = true;
    return keycloak_created(call.visitor, scopes.back().id);
}

std::size_t index_of(const json::array& mappers, std::string_view member, std::string_view value)
{
    std::size_t at = 0;
    while (at < mappers.size() && string_member(mappers[at].as_object(), member) != value)
        ++at;
    return at;
}

/// POST of one more (132, 133, 139).
Answer add_mapper(KeycloakCall& call, json::array& mappers, json::object body)
{
    if (index_of(mappers, "name", string_member(body, "name")) < mappers.size())
        return keycloak_conflict("Protocol mapper exists with same name");
    const auto id = call.site.ids.uuid();
    body["id"] = id;
    if (!body.contains("consentRequired"))
        body["consentRequired"] = false;
    mappers.emplace_back(std::move(body));
    return keycloak_created(call.visitor, id);
}

/// The mappers of groups into the ID token.
void collect_group_mappers(const json::array& mappers, std::vector<json::object>& found)
{
    for (const auto& one : mappers)
    {
        const auto* config = one.as_object().if_contains("config");
        if (string_member(one.as_object(), "protocolMapper") == group_mapper && config != nullptr &&
            config->is_object() && string_member(config->get_object(), "id.token.claim") == "true")
            found.push_back(config->get_object());
    }
}

bool lists(const json::object& record, std::string_view kind, std::string_view name)
{
    const auto* names = record.if_contains(kind);
    return names != nullptr && names->is_array() &&
           std::count(names->get_array().begin(), names->get_array().end(), json::value(name)) != 0;
}

std::vector<json::object> group_mappers_of(const Site& site, const ProviderClient& client,
                                           std::string_view asked)
{
    std::vector<json::object> found;
    if (const auto* own = client.record.if_contains("protocolMappers"); own != nullptr && own->is_array())
        collect_group_mappers(own->get_array(), found);
    for (const auto& scope : site.scopes)
        if (lists(client.record, "defaultClientScopes", scope.name) ||
            (lists(client.record, "optionalClientScopes", scope.name) && holds_word(asked, scope.name)))
            collect_group_mappers(scope.mappers, found);
    return found;
}

} // namespace

std::vector<ClientScope>& scopes_of(Site& site)
{
    auto& scopes = site.scopes;
    const auto add = [&](std::string name) {
        scopes.push_back({.id = site.ids.uuid(),
                          .name = std::move(name),
                          .record = {{"protocol", "openid-connect"}},
                          .mappers = {}});
    };
    if (scopes.empty())
        for (const auto* name : {"acr", "basic", "organization", "role_list", "AuthnContextClassRef",
                                 "microprofile-jwt", "offline_access", "phone", "saml_organization",
                                 "web-origins", "address", "service_account", "profile", "roles", "email"})
            add(name);
    if (site.setup.knows_groups_scope && scope_named(scopes, "groups") == nullptr)
        add("groups");
    return scopes;
}

std::optional<Answer> keycloak_scopes(KeycloakCall& call, std::string_view rest)
{
    constexpr std::string_view models = "protocol-mappers/models";
    auto& scopes = scopes_of(call.site);
    if (rest.empty() && !call.only_looks())
        return create(call);
    if (rest.empty())
    {
        json::array all;
        for (const auto& scope : scopes)
            all.emplace_back(shown(scope));
        return keycloak_json(all);
    }
    rest.remove_prefix(1);
    const auto id = rest.substr(0, rest.find('/'));
    auto* scope = scope_with(scopes, id);
    if (scope == nullptr)
        return keycloak_error(404, "Could not find client scope");
    const auto what = rest.substr(std::min(rest.size(), id.size() + 1));
    if (what.starts_with(models))
        return keycloak_mappers(call, scope->mappers, what.substr(models.size()));
    return what.empty() && call.only_looks() ? std::optional(keycloak_json(shown(*scope))) : std::nullopt;
}

std::optional<Answer> keycloak_attached(KeycloakCall& call, ProviderClient& client, std::string_view kind,
                                        std::string_view rest)
{
    auto& scopes = scopes_of(call.site);
    client.record = stored_keycloak_client(client);
    auto& names = client.record.at(kind).as_array();
    if (rest.empty())
    {
        json::array all; // 127, 128
        for (const auto& name : names)
            if (const auto* scope = scope_named(scopes, name.as_string()))
                all.emplace_back(json::object{{"id", scope->id}, {"name", scope->name}});
        return keycloak_json(all);
    }
    const auto* scope = scope_with(scopes, rest.substr(1));
    if (scope == nullptr)
        return keycloak_error(404, "Client scope not found");
    const auto attaches = call.visitor.request.method == "PUT";
    auto* const found = std::find(names.begin(), names.end(), json::value(scope->name));
    if (attaches && found == names.end())
        names.emplace_back(scope->name); // 136, 137
    if (!attaches && found != names.end())
        names.erase(found);
    if (scope->name == "groups")
        client.groups_scope = attaches;
    return keycloak_done();
}

std::optional<Answer> keycloak_mappers(KeycloakCall& call, json::array& mappers, std::string_view rest)
{
    const auto& method = call.visitor.request.method;
    if (rest.empty() && call.only_looks())
        return keycloak_json(mappers);
    auto body = method == "DELETE" ? json::object() : parse_object(call.visitor.request.body);
    if (!body)
        return keycloak_error(400, "invalid_request", "Cannot parse the JSON");
    if (rest.empty())
        return add_mapper(call, mappers, std::move(*body));
    const auto at = index_of(mappers, "id", rest.substr(1));
    if (at == mappers.size())
        return keycloak_error(404, "Model not found");
    if (method == "DELETE")
        mappers.erase(mappers.begin() + static_cast<std::ptrdiff_t>(at));
    else
        mappers[at] = std::move(*body);
    return keycloak_done();
}

/// The ID token that somebody would get (140, 141).
std::optional<Answer> keycloak_evaluate(KeycloakCall& call, const ProviderClient& client,
                                        std::string_view what)
{
    if (what != "generate-example-id-token" || !call.only_looks())
        return std::nullopt;
    if (!call.may_view_users)
        return keycloak_error(403, "You have no access to this user");
    const auto& user = call.site.setup.user;
    if (parameter(call.visitor.query, "userId") != user.sub)
        return keycloak_error(404, "No user found");
    const auto now = call.visitor.now.time_since_epoch().count();
    auto token = with_mapped_groups(call.site, client, parameter(call.visitor.query, "scope"), user.id_token);
    const json::object more{{"exp", now + token_life.count()},
                            {"iat", now},
                            {"jti", call.site.ids.uuid()},
                            {"iss", issuer_of(call.site, call.visitor.base)},
                            {"aud", client.id},
                            {"sub", user.sub},
                            {"typ", "ID"},
                            {"azp", client.id},
                            {"sid", call.site.ids.secret(24)},
                            {"acr", "1"}};
    for (const auto& [name, value] : more)
        token[name] = value;
    return keycloak_json(token);
}

json::object with_mapped_groups(const Site& site, const ProviderClient& client, std::string_view scope,
                                const json::object& claims)
{
    auto mapped = claims;
    const auto* groups = claims.if_contains("groups");
    if (client.maps_groups || groups == nullptr || !groups->is_array())
        return mapped;
    mapped.erase("groups");
    for (const auto& config : group_mappers_of(site, client, scope))
    {
        json::array names;
        const auto* const parent = string_member(config, "full.path") == "false" ? "" : "/";
        for (const auto& name : groups->get_array())
            names.emplace_back(name.is_string() ? json::value(parent + std::string(name.get_string()))
                                                : name);
        mapped[string_member(config, "claim.name")] = std::move(names);
    }
    return mapped;
}

} // namespace idpsync::sandbox
