// OAuth2 providers of authentik's API, that is, clients: nobody recorded them (authentik_admin.cpp).

#include "sandbox/json.hpp"
#include "sandbox/provider/authentik_admin.hpp"
#include "sandbox/provider/profiles.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t id_length = 40;
constexpr std::size_t secret_length = 128;

/// What a provider is that says nothing else.
json::object plain_provider(bool with_grant_types)
{
    auto all = json::parse(R"({
        "authentication_flow": null, "property_mappings": [], "client_type": "confidential",
        "access_code_validity": "minutes=1", "access_token_validity": "hours=1",
        "refresh_token_validity": "days=30", "refresh_token_threshold": "seconds=0",
        "include_claims_in_id_token": true, "signing_key": null, "encryption_key": null,
        "sub_mode": "hashed_user_id", "issuer_mode": "per_provider", "logout_uri": "",
        "logout_method": "backchannel", "jwt_federation_sources": [], "jwt_federation_providers": []})")
                   .as_object();
    if (with_grant_types)
        all["grant_types"] = json::array();
    return all;
}

json::value number_in(Site& site, std::string_view path, std::string_view member, std::string_view ending)
{
    for (const auto& one : authentik_objects(site, path))
        if (string_member(one.as_object(), member).ends_with(ending))
            return one.at("pk");
    return nullptr;
}

/// What somebody set up who read the guides: a client that a test registered without the API.
json::object healthy_provider(Site& site, const ProviderClient& client)
{
    auto all = plain_provider(has_grant_types(site));
    json::array mappings;
    for (const auto* scope : {"scope-openid", "scope-email", "scope-profile"})
        mappings.emplace_back(number_in(site, "propertymappings/provider/scope", "managed", scope));
    all["name"] = client.id;
    all["authorization_flow"] = number_in(site, "flows/instances", "slug", "implicit-consent");
    all["invalidation_flow"] = number_in(site, "flows/instances", "slug", "invalidation-flow");
    all["property_mappings"] = std::move(mappings);
    if (site.setup.signing_key)
        all["signing_key"] = number_in(site, "crypto/certificatekeypairs", "key_type", "rsa");
    if (has_grant_types(site) && client.code_flow)
        all["grant_types"] = {"authorization_code", "refresh_token"};
    return all;
}

bool contains(const json::object& object, std::string_view name, std::string_view word)
{
    const auto* list = object.if_contains(name);
    return list != nullptr && list->is_array() &&
           std::ranges::count(list->get_array(), json::value(word)) != 0;
}

std::string number_of(Site& site, ProviderClient& client)
{
    if (client.internal_id.empty())
        client.internal_id = std::to_string(++site.providers_made);
    return client.internal_id;
}

json::object redirect(std::string_view url, std::string_view kind, bool with_kind)
{
    json::object one{{"matching_mode", "strict"}, {"url", url}};
    if (with_kind)
        one["redirect_uri_type"] = kind;
    return one;
}

/// The strict ones are what the client has; those that are regular expressions are stored as they came.
json::array shown_redirects(const ProviderClient& client, bool with_kind)
{
    json::array all;
    for (const auto& uri : client.redirect_uris)
        all.emplace_back(redirect(uri, "authorization", with_kind));
    if (with_kind)
        for (const auto& uri : client.logout_uris)
            all.emplace_back(redirect(uri, "logout", with_kind));
    if (const auto* stored = client.record.if_contains("redirect_uris");
        stored != nullptr && stored->is_array())
        for (const auto& one : stored->get_array())
            if (string_member(one.as_object(), "matching_mode") == "regex")
                all.push_back(one);
    return all;
}

void take_redirects(ProviderClient& client, const json::object& all, bool with_kind)
{
    client.redirect_uris.clear();
    client.logout_uris.clear();
    for (const auto& one : all.at("redirect_uris").as_array())
    {
        const auto& object = one.as_object();
        if (string_member(object, "matching_mode") == "regex")
            continue;
        const auto logs_out = with_kind && string_member(object, "redirect_uri_type") == "logout";
        (logs_out ? client.logout_uris : client.redirect_uris).push_back(string_member(object, "url"));
    }
}

/// Only what this version has; an unknown member is ignored.
bool is_known(std::string_view name, const json::object& plain, const json::object& before)
{
    constexpr std::array<std::string_view, 6> others{
        "name", "authorization_flow", "invalidation_flow", "redirect_uris", "client_id", "client_secret"};
    return plain.contains(name) || before.contains(name) || std::ranges::find(others, name) != others.end();
}

void write(const Site& site, ProviderClient& client, const json::object& before, const json::object& body)
{
    const auto plain = plain_provider(has_grant_types(site));
    for (const auto& [name, value] : body)
        if (is_known(name, plain, before))
            client.record[name] = value;
    const auto& all = client.record;
    if (auto id = string_member(all, "client_id"); !id.empty())
        client.id = std::move(id);
    if (auto secret = string_member(all, "client_secret"); !secret.empty())
        client.secret = std::move(secret);
    take_redirects(client, all, has_grant_types(site));
    client.public_client = string_member(all, "client_type") == "public";
    client.code_flow = !has_grant_types(site) || contains(all, "grant_types", "authorization_code");
    client.record.erase("client_id");
    client.record.erase("client_secret");
}

std::optional<Answer> refusal(Site& site, const json::object& body, const ProviderClient* client, bool whole)
{
    for (const auto* name : {"name", "authorization_flow", "invalidation_flow", "redirect_uris"})
        if (whole && !body.contains(name))
            return authentik_invalid(name, "This field is required.");
    if (const auto* uris = body.if_contains("redirect_uris"); uris != nullptr && !uris->is_array())
        return authentik_invalid("redirect_uris", "Expected a list of items.");
    const auto* other = site.client(string_member(body, "client_id"));
    if (other != nullptr && other != client)
        return authentik_invalid("client_id", "OAuth2/OpenID Provider with this Client ID already exists.");
    return std::nullopt;
}

Answer change(Site& site, ProviderClient& client, const json::object& body, bool whole)
{
    if (auto why = refusal(site, body, &client, whole))
        return std::move(*why);
    const auto before = shown_authentik_provider(site, client);
    client.record = whole ? plain_provider(has_grant_types(site)) : before;
    write(site, client, before, body);
    return authentik_json(200, shown_authentik_provider(site, client));
}

/// The application that a provider belongs to.
const json::object* application_of(Site& site, const json::value& number)
{
    for (const auto& one : authentik_objects(site, "core/applications"))
        if (const auto* provider = one.as_object().if_contains("provider"); provider && *provider == number)
            return &one.as_object();
    return nullptr;
}

Answer setup_urls(Site& site, ProviderClient& client)
{
    const auto shown = shown_authentik_provider(site, client);
    if (shown.at("assigned_application_slug").is_null())
        return authentik_not_found();
    const auto issuer =
        site.base + "/application/o/" + string_member(shown, "assigned_application_slug") + "/";
    return authentik_json(200, {{"issuer", issuer},
                                {"authorize", issuer + "authorize/"},
                                {"token", issuer + "token/"},
                                {"user_info", issuer + "userinfo/"},
                                {"provider_info", issuer + ".well-known/openid-configuration"},
                                {"logout", issuer + "end-session/"},
                                {"jwks", issuer + "jwks/"}});
}

} // namespace

bool has_grant_types(const Site& site)
{
    return site.setup.profile == Profile::authentik_2026_5_unrecorded;
}

Answer make_authentik_provider(Site& site, const json::object& body)
{
    if (auto why = refusal(site, body, nullptr, true))
        return std::move(*why);
    auto& client = site.setup.clients.emplace_back();
    client.id = site.ids.secret(id_length);
    client.secret = site.ids.secret(secret_length);
    client.record = plain_provider(has_grant_types(site));
    write(site, client, {}, body);
    return authentik_json(201, shown_authentik_provider(site, client));
}

json::object shown_authentik_provider(Site& site, ProviderClient& client)
{
    auto all = client.record.empty() ? healthy_provider(site, client) : plain_provider(has_grant_types(site));
    for (const auto& [name, value] : client.record)
        all[name] = value;
    const json::value number(std::stoi(number_of(site, client)));
    all["pk"] = number;
    all["client_id"] = client.id;
    all["client_secret"] = client.secret;
    all["client_type"] = client.public_client ? "public" : "confidential";
    all["redirect_uris"] = shown_redirects(client, has_grant_types(site));
    all["component"] = "ak-provider-oauth2-form";
    const auto known = site.collections.contains("core/applications"); // it names a provider in turn
    const auto* application = known ? application_of(site, number) : nullptr;
    all["assigned_application_slug"] = application == nullptr ? json::value() : application->at("slug");
    all["assigned_application_name"] = application == nullptr ? json::value() : application->at("name");
    return all;
}

ProviderClient* authentik_client_of(Site& site, std::string_view slug)
{
    for (const auto& one : authentik_objects(site, "core/applications"))
    {
        const auto& application = one.as_object();
        const auto* number = application.if_contains("provider");
        if (string_member(application, "slug") != slug || number == nullptr || !number->is_int64())
            continue;
        auto& clients = site.setup.clients;
        const auto found =
            std::ranges::find(clients, std::to_string(number->get_int64()), &ProviderClient::internal_id);
        return found == clients.end() ? nullptr : &*found;
    }
    return nullptr;
}

Answer authentik_providers(Site& site, const Visitor& visitor, std::string_view rest)
{
    authentik_objects(site, "core/applications");
    auto& clients = site.setup.clients;
    const auto& method = visitor.request.method;
    const auto body =
        method == "GET" || method == "DELETE" ? json::object() : parse_object(visitor.request.body);
    if (!body)
        return authentik_json(400, {{"detail", "JSON parse error"}});
    if (rest.empty() && method == "POST")
        return make_authentik_provider(site, *body);
    if (rest.empty())
    {
        json::array all;
        for (auto& client : clients)
            all.emplace_back(shown_authentik_provider(site, client));
        return authentik_list(visitor, all);
    }
    const auto number = rest.substr(0, rest.find('/'));
    const auto found =
        std::ranges::find_if(clients, [&](ProviderClient& one) { return number_of(site, one) == number; });
    const auto what = rest.substr(std::min(rest.size(), number.size() + 1));
    if (found == clients.end() || (!what.empty() && method != "GET"))
        return authentik_not_found();
    if (what == "setup_urls/")
        return setup_urls(site, *found);
    if (what == "preview_user/")
        return authentik_json(200, {{"preview", site.setup.user.id_token}});
    if (method == "GET")
        return what.empty() ? authentik_json(200, shown_authentik_provider(site, *found))
                            : authentik_not_found();
    if (method != "DELETE")
        return change(site, *found, *body, method == "PUT");
    clients.erase(found);
    return {.status = 204};
}

} // namespace idpsync::sandbox
