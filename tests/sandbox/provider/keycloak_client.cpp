// A client as Keycloak's admin API reads and shows it. Numbers name files of tests/data/idp/keycloak-26.7.3.

#include "sandbox/json.hpp"
#include "sandbox/provider/keycloak_admin.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t secret_length = 86;
constexpr std::string_view logout_attribute = "post.logout.redirect.uris";
constexpr std::string_view pkce_attribute = "pkce.code.challenge.method";
constexpr std::string_view creation_attribute = "client.secret.creation.time";

/// What a client is that says nothing else (102, 110).
const json::object& plain_client()
{
    static const auto all = json::parse(R"({
        "surrogateAuthRequired": false, "enabled": true, "alwaysDisplayInConsole": false,
        "clientAuthenticatorType": "client-secret", "redirectUris": [], "webOrigins": [], "notBefore": 0,
        "bearerOnly": false, "consentRequired": false, "standardFlowEnabled": true,
        "implicitFlowEnabled": false, "directAccessGrantsEnabled": false, "serviceAccountsEnabled": false,
        "publicClient": false, "frontchannelLogout": false, "protocol": "openid-connect",
        "attributes": {"realm_client": "false", "backchannel.logout.session.required": "true",
                       "backchannel.logout.revoke.offline.tokens": "false"},
        "authenticationFlowBindingOverrides": {}, "fullScopeAllowed": true, "nodeReRegistrationTimeout": -1,
        "defaultClientScopes": ["web-origins", "acr", "profile", "roles", "basic", "email"],
        "optionalClientScopes": ["address", "phone", "organization", "offline_access", "microprofile-jwt"]})")
                                .as_object();
    return all;
}

/// Members that a server has beside those of a plain client.
bool is_known(std::string_view name, const ProviderClient* client)
{
    static const std::set<std::string_view> others{
        "id",      "clientId", "name",   "description",     "rootUrl",
        "baseUrl", "adminUrl", "secret", "protocolMappers", "access"};
    return others.contains(name) || plain_client().contains(name) ||
           (client != nullptr && client->record.contains(name));
}

std::vector<std::string> texts_in(const json::value& list)
{
    std::vector<std::string> texts;
    if (list.is_array())
        for (const auto& one : list.get_array())
            texts.emplace_back(one.is_string() ? one.get_string() : json::string());
    return texts;
}

/// One attribute holds all of them.
std::vector<std::string> split(std::string_view joined)
{
    constexpr std::string_view separator = "##";
    std::vector<std::string> parts;
    while (!joined.empty())
    {
        parts.emplace_back(joined.substr(0, joined.find(separator)));
        joined.remove_prefix(std::min(joined.size(), parts.back().size() + separator.size()));
    }
    return parts;
}

std::string join(const std::vector<std::string>& parts)
{
    std::string joined;
    for (const auto& part : parts)
        joined += (joined.empty() ? "" : "##") + part;
    return joined;
}

void set_or_remove(json::object& attributes, std::string_view name, const std::string& value)
{
    if (value.empty())
        attributes.erase(name);
    else
        attributes[name] = value;
}

void merge_attributes(json::object& into, const json::value& changes)
{
    if (!changes.is_object())
        return;
    for (const auto& [name, value] : changes.get_object())
        if (value.is_null() || value == json::value(""))
            into.erase(name);
        else
            into[name] = value;
}

void take_typed(ProviderClient& client, const json::object& all)
{
    const auto is_on = [&](std::string_view name) { return all.at(name) == json::value(true); };
    const auto& attributes = all.at("attributes").as_object();
    client.id = string_member(all, "clientId");
    client.redirect_uris = texts_in(all.at("redirectUris"));
    client.logout_uris = split(string_member(attributes, logout_attribute));
    client.disabled = !is_on("enabled");
    client.bearer_only = is_on("bearerOnly");
    client.code_flow = is_on("standardFlowEnabled");
    client.service_account = is_on("serviceAccountsEnabled");
    client.public_client = is_on("publicClient");
    client.signs_itself = string_member(all, "clientAuthenticatorType") == "client-jwt";
    client.pkce_required = !string_member(attributes, pkce_attribute).empty();
}

/// Scheme and host of each redirect URI: what may ask from a browser when a new client says nothing (102,
/// 107), and by the code of 26 also when nothing is said of one that has none.
json::array origins_of(const std::vector<std::string>& uris)
{
    std::set<std::string> origins;
    for (const auto& uri : uris)
        if (const auto host = uri.find("://"); host != std::string::npos)
            origins.insert(uri.substr(0, uri.find('/', host + 3)));
    return json::value_from(origins).as_array();
}

void set_secret(const KeycloakCall& call, ProviderClient& client, std::string secret)
{
    client.secret = std::move(secret);
    client.secret_expired = false;
    client.record = stored_keycloak_client(client);
    client.record.at("attributes").as_object()[creation_attribute] =
        std::to_string(call.visitor.now.time_since_epoch().count());
}

/// One that is drawn under the policy; the one before it works for a while.
void note_rotation(const KeycloakCall& call, ProviderClient& client, const std::string& former)
{
    const auto now = call.visitor.now;
    auto& attributes = client.record.at("attributes").as_object();
    for (const auto* name : {"client.secret.rotated", "client.secret.rotated.creation.time",
                             "client.secret.rotated.expiration.time", "client.secret.expiration.time"})
        attributes.erase(name);
    client.more_secrets.clear();
    client.secret_expires.reset();
    const auto& policy = call.site.setup.secret_policy;
    if (!policy)
        return;
    const auto text = [](WallTime moment) { return std::to_string(moment.time_since_epoch().count()); };
    client.secret_expires = now + policy->secret;
    attributes["client.secret.expiration.time"] = text(*client.secret_expires);
    if (former.empty())
        return;
    client.more_secrets.push_back(
        {.id = "rotated", .secret = former, .created = now, .expires = now + policy->former});
    attributes["client.secret.rotated"] = former;
    attributes["client.secret.rotated.creation.time"] = text(now);
    attributes["client.secret.rotated.expiration.time"] = text(now + policy->former);
}

} // namespace

json::object stored_keycloak_client(const ProviderClient& client)
{
    auto all = plain_client();
    for (const auto& [name, value] : client.record)
        all[name] = value;
    if (client.record.contains("attributes"))
        all["attributes"] = client.record.at("attributes");
    all["clientId"] = client.id;
    all["redirectUris"] = json::value_from(client.redirect_uris);
    all["enabled"] = !client.disabled;
    all["bearerOnly"] = client.bearer_only;
    all["standardFlowEnabled"] = client.code_flow;
    all["serviceAccountsEnabled"] = client.service_account;
    all["publicClient"] = client.public_client;
    if (client.signs_itself != (string_member(all, "clientAuthenticatorType") == "client-jwt"))
        all["clientAuthenticatorType"] = client.signs_itself ? "client-jwt" : "client-secret";
    auto& attributes = all.at("attributes").as_object();
    const auto method = string_member(attributes, pkce_attribute);
    set_or_remove(attributes, logout_attribute, join(client.logout_uris));
    set_or_remove(attributes, pkce_attribute,
                  client.pkce_required && method.empty() ? "S256" : (client.pkce_required ? method : ""));
    auto& scopes = all.at("defaultClientScopes").as_array();
    const json::value groups("groups");
    const auto& optional = all.at("optionalClientScopes").as_array();
    if (client.groups_scope && std::count(scopes.begin(), scopes.end(), groups) == 0 &&
        std::count(optional.begin(), optional.end(), groups) == 0)
        scopes.push_back(groups);
    if (const auto* mappers = all.if_contains("protocolMappers");
        mappers != nullptr && mappers->is_array() && mappers->get_array().empty())
        all.erase("protocolMappers");
    return all;
}

json::object shown_keycloak_client(const KeycloakCall& call, ProviderClient& client)
{
    if (client.internal_id.empty())
        client.internal_id = call.site.ids.uuid();
    auto all = stored_keycloak_client(client);
    all["id"] = client.internal_id;
    if (call.may_manage && !client.public_client && !client.secret.empty())
        all["secret"] = client.secret;
    all["access"] = json::object{{"view", true}, {"configure", call.may_manage}, {"manage", call.may_manage}};
    return all;
}

void write_keycloak_client(const KeycloakCall& call, ProviderClient& client, const json::object& body)
{
    const auto is_new = client.internal_id.empty() && client.record.empty() && client.secret.empty();
    auto all = stored_keycloak_client(client);
    for (const auto& [name, value] : body)
    {
        const auto is_scopes = name == "defaultClientScopes" || name == "optionalClientScopes";
        if (name == "attributes")
            merge_attributes(all.at("attributes").as_object(), value);
        else if (name != "id" && name != "access" && name != "secret" && !value.is_null() &&
                 (is_new || !is_scopes))
            all[name] = value;
    }
    take_typed(client, all);
    if (!body.contains("webOrigins") && (is_new || all.at("webOrigins") == json::value(json::array())))
        all["webOrigins"] = origins_of(client.redirect_uris);
    if (const auto* mappers = all.if_contains("protocolMappers"); mappers != nullptr && mappers->is_array())
        for (auto& mapper : all.at("protocolMappers").as_array())
            if (mapper.is_object() && !mapper.get_object().contains("id"))
                mapper.get_object()["id"] = call.site.ids.uuid();
    client.record = std::move(all);
    if (auto chosen = string_member(body, "secret"); !chosen.empty() && chosen != client.secret)
        set_secret(call, client, std::move(chosen));
}

std::optional<Answer> refusal_of_object(const KeycloakCall& call, const json::object& body,
                                        const ProviderClient* client)
{
    for (const auto& [name, value] : body)
        if (!is_known(name, client))
        {
            const auto quoted = "\"" + std::string(name) + "\"";
            const auto column = call.visitor.request.body.find(quoted) + quoted.size() + 1;
            return keycloak_error(
                400, "Invalid json representation for ClientRepresentation. Unrecognized field " + quoted +
                         " at line 1 column " + std::to_string(column) + ".");
        }
    if (const auto* uris = body.if_contains("redirectUris"))
        for (const auto& uri : texts_in(*uris))
            if (uri.find('#') != std::string::npos)
                return keycloak_error(400, "invalid_input",
                                      "A redirect URI must not contain an URL fragment");
    if (client == nullptr && string_member(body, "clientId").empty())
        return keycloak_error(400, "invalid_input", "Client ID is missing");
    return std::nullopt;
}

void draw_keycloak_secret(const KeycloakCall& call, ProviderClient& client)
{
    const auto former = client.secret;
    set_secret(call, client, call.site.ids.secret(secret_length));
    note_rotation(call, client, former);
}

} // namespace idpsync::sandbox
