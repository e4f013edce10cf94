// Keycloak's admin API: the accounts of clients and their roles, and what NetBird's server asks of users. As
// a 26.7.3 answered: nobody recorded it.

#include "sandbox/provider/keycloak_admin.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view management_uuid = "0b7c2f0e-7e0d-4c39-9d0f-3a8f4f5f6a01";
constexpr std::string_view before_roles = "/role-mappings/clients/";
constexpr std::array<std::string_view, 4> administrator_roles{"manage-clients", "view-clients",
                                                              "manage-users", "view-users"};

std::string id_of_role(std::string_view name)
{
    return "role-" + std::string(name);
}

json::object shown_role(std::string_view name)
{
    return {{"id", id_of_role(name)}, {"name", name}, {"clientRole", true}, {"containerId", management_uuid}};
}

/// Its uuid is the client's here.
ProviderClient* owner_of_account(KeycloakCall& call, std::string_view user)
{
    auto& all = call.site.setup.clients;
    const auto found = std::ranges::find_if(all, [&](const ProviderClient& one) {
        return one.service_account && !one.internal_id.empty() && one.internal_id == user;
    });
    return found == all.end() ? nullptr : &*found;
}

Answer assign(const KeycloakCall& call, ProviderClient& client)
{
    boost::system::error_code failed;
    const auto body = json::parse(call.visitor.request.body, failed);
    if (failed || !body.is_array())
        return keycloak_error(400, "invalid_request", "Cannot parse the JSON");
    for (const auto& one : body.get_array())
    {
        const auto name = std::string(one.at("name").as_string());
        if (one.at("id") != json::value(id_of_role(name)))
            return keycloak_error(404, "Role not found");
        if (std::ranges::find(client.roles, name) == client.roles.end())
            client.roles.push_back(name);
    }
    return keycloak_done();
}

json::array assigned_roles(const ProviderClient& client)
{
    json::array roles;
    for (const auto& name : client.roles)
        roles.emplace_back(shown_role(name));
    return roles;
}

} // namespace

std::optional<json::object> keycloak_management(std::string_view client_id)
{
    if (client_id != "realm-management")
        return std::nullopt;
    return json::object{
        {"id", management_uuid},          {"clientId", client_id}, {"enabled", true},
        {"publicClient", false},          {"bearerOnly", true},    {"standardFlowEnabled", true},
        {"serviceAccountsEnabled", false}};
}

std::optional<Answer> keycloak_role(std::string_view rest)
{
    const auto path = std::string(management_uuid) + "/roles/";
    if (!rest.starts_with(path))
        return std::nullopt;
    const auto name = rest.substr(path.size());
    if (std::ranges::find(administrator_roles, name) == administrator_roles.end())
        return keycloak_error(404, "Could not find role");
    return keycloak_json(shown_role(name));
}

Answer keycloak_service_account(const ProviderClient& client)
{
    if (!client.service_account)
        return keycloak_error(400, "Service account not enabled for the client '" + client.id + "'");
    return keycloak_json(json::object{{"id", client.internal_id},
                                      {"username", "service-account-" + client.id},
                                      {"emailVerified", false},
                                      {"enabled", true}});
}

std::optional<Answer> keycloak_users(KeycloakCall& call, std::string_view rest)
{
    const auto forbidden = keycloak_error(403, "HTTP 403 Forbidden");
    if (rest == "/count" && call.only_looks())
    {
        auto answer = keycloak_json(json::array());
        answer.body = "1";
        return call.may_view_users ? answer : forbidden;
    }
    const auto at = rest.find(before_roles);
    if (at == std::string_view::npos || rest.substr(at + before_roles.size()) != management_uuid)
        return std::nullopt;
    if (!(call.only_looks() ? call.may_view_users : call.may_manage_users))
        return forbidden;
    auto* client = owner_of_account(call, rest.substr(1, at - 1));
    if (client == nullptr)
        return keycloak_error(404, "User not found");
    return call.only_looks() ? keycloak_json(assigned_roles(*client)) : assign(call, *client);
}

} // namespace idpsync::sandbox
