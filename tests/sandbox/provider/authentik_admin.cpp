// A part of authentik's API. Nobody recorded it: members, defaults and statuses are as its published schema
// reads, and prove nothing about the real server.

#include "sandbox/provider/authentik_admin.hpp"

#include "core/time_text.hpp"
#include "sandbox/json.hpp"
#include "sandbox/provider/pages.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view api = "/api/v3/";
constexpr std::size_t default_page = 20;
constexpr int own_number = 1;

/// A kind of object that is stored as it comes.
struct Collection
{
    std::string_view path;
    std::string_view key; ///< the member that stands in an object's address
    std::vector<std::string_view> required;
};

const std::vector<Collection>& collections()
{
    static const std::vector<Collection> all{
        {"core/applications", "slug", {"name", "slug"}},
        {"core/application_entitlements", "pbm_uuid", {"name", "app"}},
        {"core/groups", "pk", {"name"}},
        {"crypto/certificatekeypairs", "pk", {"name"}},
        {"flows/instances", "slug", {"name", "slug", "title", "designation"}},
        {"policies/bindings", "pk", {"target", "order"}},
        {"propertymappings/provider/scope", "pk", {"name", "expression", "scope_name"}}};
    return all;
}

/// What authentik has before anybody makes anything.
json::array shipped(Site& site, std::string_view path)
{
    json::array all;
    if (path == "flows/instances")
        for (const auto* slug :
             {"default-provider-authorization-implicit-consent",
              "default-provider-authorization-explicit-consent", "default-provider-invalidation-flow"})
            all.emplace_back(json::object{{"pk", site.ids.uuid()}, {"slug", slug}, {"name", slug}});
    if (path == "crypto/certificatekeypairs")
        all.emplace_back(json::object{{"pk", site.ids.uuid()},
                                      {"name", "authentik Self-signed Certificate"},
                                      {"private_key_available", true},
                                      {"key_type", "rsa"}});
    if (path == "propertymappings/provider/scope")
        for (const std::string scope :
             {"openid", "email", "profile", "offline_access", "entitlements", "authentik_api"})
            all.emplace_back(
                json::object{{"pk", site.ids.uuid()},
                             {"managed", "goauthentik.io/providers/oauth2/scope-" + scope},
                             {"name", "authentik default OAuth Mapping: OpenID '" + scope + "'"},
                             {"scope_name", scope == "authentik_api" ? "goauthentik.io/api" : scope},
                             {"expression", "return {}"}});
    if (path == "core/groups")
        for (const auto& group : site.setup.groups)
            all.emplace_back(json::object{{"pk", group.id}, {"name", group.name}});
    if (path == "core/applications" && !site.setup.clients.empty())
        all.emplace_back(
            json::object{{"pk", site.ids.uuid()},
                         {"name", site.setup.realm},
                         {"slug", site.setup.realm},
                         {"provider", shown_authentik_provider(site, site.setup.clients.front()).at("pk")}});
    return all;
}

const ApiKey* caller(const Site& site, const Visitor& visitor)
{
    constexpr std::string_view bearer = "Bearer ";
    const auto header = header_of(visitor.request.headers, "authorization");
    const auto& keys = site.setup.api_keys;
    const auto found = std::ranges::find_if(keys, [&](const ApiKey& one) {
        return header.starts_with(bearer) && header.substr(bearer.size()) == one.key &&
               (!one.expires || visitor.now < *one.expires);
    });
    return found == keys.end() ? nullptr : &*found;
}

Answer create(Site& site, const Visitor& visitor, const Collection& collection, json::array& objects)
{
    auto body = parse_object(visitor.request.body);
    if (!body)
        return authentik_json(400, {{"detail", "JSON parse error"}});
    for (const auto name : collection.required)
        if (!body->contains(name))
            return authentik_invalid(name, "This field is required.");
    for (const auto& other : objects)
        if (body->contains(collection.key) && other.at(collection.key) == body->at(collection.key))
            return authentik_invalid(collection.key, "This field must be unique.");
    if (!body->contains("pk"))
        (*body)["pk"] = site.ids.uuid();
    if (!body->contains(collection.key))
        (*body)[collection.key] = site.ids.uuid();
    objects.emplace_back(*body);
    return authentik_json(201, *body);
}

Answer change(const Visitor& visitor, const Collection& collection, json::object& object)
{
    const auto body = parse_object(visitor.request.body);
    if (!body)
        return authentik_json(400, {{"detail", "JSON parse error"}});
    auto changed = visitor.request.method == "PATCH" ? object : json::object();
    for (const auto& [name, value] : *body)
        changed[name] = value;
    for (const auto name : {std::string_view("pk"), collection.key})
        if (!changed.contains(name))
            changed[name] = object.at(name);
    object = std::move(changed);
    return authentik_json(200, object);
}

Answer stored(Site& site, const Visitor& visitor, const Collection& collection, std::string_view rest)
{
    auto& objects = authentik_objects(site, collection.path);
    const auto& method = visitor.request.method;
    if (rest.empty())
        return method == "POST" ? create(site, visitor, collection, objects)
                                : authentik_list(visitor, objects);
    const auto key = rest.substr(0, rest.find('/'));
    auto* const found = std::ranges::find_if(
        objects, [&](const json::value& one) { return one.at(collection.key) == json::value(key); });
    if (found == objects.end() || key.size() + 1 != rest.size())
        return authentik_not_found();
    if (method == "GET")
        return authentik_json(200, found->as_object());
    if (method != "DELETE")
        return change(visitor, collection, found->as_object());
    objects.erase(found);
    return {.status = 204};
}

/// API tokens, as whoever administers sees them: all belong to the user of users/me.
json::array api_tokens(const Site& site)
{
    json::array all;
    for (const auto& one : site.setup.api_keys)
        all.emplace_back(json::object{
            {"identifier", "token-" + std::to_string(all.size())},
            {"intent", "api"},
            {"user", own_number},
            {"expiring", one.expires.has_value()},
            {"expires", one.expires ? json::value(format_timestamp(*one.expires)) : json::value()}});
    return all;
}

/// The part of a body that is called so; an empty one when there is none.
json::object part_of(const json::object& body, std::string_view name)
{
    const auto* part = body.if_contains(name);
    return part != nullptr && part->is_object() ? part->get_object() : json::object();
}

/// The reasons of a refused part, under its name.
Answer refused_part(std::string_view name, const Answer& why)
{
    return authentik_json(400, {{name, json::parse(why.body)}});
}

/// A provider and its application: both, or neither.
Answer create_both(Site& site, const Visitor& visitor)
{
    const auto body = parse_object(visitor.request.body).value_or(json::object());
    auto application = part_of(body, "app");
    for (const auto* name : {"name", "slug"})
        if (!application.contains(name))
            return refused_part("app", authentik_invalid(name, "This field is required."));
    auto& applications = authentik_objects(site, "core/applications");
    for (const auto& other : applications)
        if (other.at("slug") == application.at("slug"))
            return refused_part("app",
                                authentik_invalid("slug", "Application with this slug already exists."));
    const auto made = make_authentik_provider(site, part_of(body, "provider"));
    if (made.status != 201)
        return refused_part("provider", made);
    application["pk"] = site.ids.uuid();
    application["provider"] = json::parse(made.body).at("pk");
    applications.emplace_back(std::move(application));
    return authentik_json(200, {{"applied", true}, {"logs", json::array()}});
}

/// An application stays when its provider is deleted.
void forget_gone_providers(const Site& site, json::array& applications)
{
    for (auto& one : applications)
    {
        const auto* number = one.as_object().if_contains("provider");
        const auto& clients = site.setup.clients;
        if (number == nullptr || std::ranges::find(clients, json::serialize(*number),
                                                   &ProviderClient::internal_id) == clients.end())
            one.as_object()["provider"] = nullptr;
    }
}

/// A member as a query would write it.
std::string text_of(const json::value& value)
{
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

bool is_asked_for(const json::object& object, const Parameters& query)
{
    static const std::set<std::string_view> about_the_list{"page", "page_size", "ordering", "search"};
    if (text_of(object.contains("name") ? object.at("name") : json::value(""))
            .find(parameter(query, "search")) == std::string::npos)
        return false;
    return std::ranges::all_of(query, [&](const auto& wanted) {
        const auto* member = object.if_contains(wanted.first);
        return member == nullptr || about_the_list.contains(wanted.first) ||
               text_of(*member) == wanted.second;
    });
}

std::size_t number_in(const Parameters& query, const std::string& name, std::size_t otherwise)
{
    const auto text = parameter(query, name);
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number == 0 ? otherwise : number;
}

} // namespace

Answer authentik_admin(Site& site, const Visitor& visitor)
{
    constexpr std::string_view providers = "providers/oauth2/";
    const auto* key = caller(site, visitor);
    if (key == nullptr)
        return authentik_json(403, {{"detail", "Authentication credentials were not provided."}});
    const auto path = std::string_view(visitor.path).substr(api.size());
    if (path == "core/users/me/")
        return authentik_json(200, {{"user",
                                     {{"pk", own_number},
                                      {"username", "netbird-idp-sync"},
                                      {"is_active", true},
                                      {"is_superuser", key->administrator}}}});
    if (!key->administrator)
        return authentik_json(403, {{"detail", "You do not have permission to perform this action."}});
    if (path == "admin/version/")
        return authentik_json(200, {{"version_current", has_grant_types(site) ? "2026.5.6" : "2025.10.4"}});
    if (path.starts_with(providers))
        return authentik_providers(site, visitor, path.substr(providers.size()));
    if (path == "core/tokens/" && visitor.request.method == "GET")
        return authentik_list(visitor, api_tokens(site));
    if (path == "core/transactional/applications/" && visitor.request.method == "PUT")
        return create_both(site, visitor);
    for (const auto& collection : collections())
        if (path.starts_with(collection.path) && path.substr(collection.path.size()).starts_with('/'))
            return stored(site, visitor, collection, path.substr(collection.path.size() + 1));
    return authentik_not_found();
}

json::array& authentik_objects(Site& site, std::string_view path)
{
    const auto found = site.collections.find(std::string(path));
    if (found != site.collections.end() && path == "core/applications")
        forget_gone_providers(site, found->second);
    if (found != site.collections.end())
        return found->second;
    auto objects = shipped(site, path);
    return site.collections.emplace(path, std::move(objects)).first->second;
}

Answer authentik_json(unsigned status, const json::object& body)
{
    return json_page(status, "application/json", body);
}

Answer authentik_not_found()
{
    return authentik_json(404, {{"detail", "Not found."}});
}

Answer authentik_invalid(std::string_view field, std::string_view why)
{
    return authentik_json(400, {{field, json::array{json::value(why)}}});
}

Answer authentik_list(const Visitor& visitor, const json::array& all)
{
    json::array found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const json::value& one) {
        return is_asked_for(one.as_object(), visitor.query);
    });
    const auto size = number_in(visitor.query, "page_size", default_page);
    const auto pages = std::max<std::size_t>((found.size() + size - 1) / size, 1);
    const auto page = std::min(number_in(visitor.query, "page", 1), pages);
    const auto begin = (page - 1) * size;
    const auto end = std::min(found.size(), page * size);
    json::array results;
    for (auto at = begin; at < end; ++at)
        results.push_back(found[at]);
    return authentik_json(200, {{"pagination",
                                 {{"next", page < pages ? page + 1 : 0},
                                  {"previous", page - 1},
                                  {"count", found.size()},
                                  {"current", page},
                                  {"total_pages", pages},
                                  {"start_index", found.empty() ? 0 : begin + 1},
                                  {"end_index", end}}},
                                {"results", std::move(results)}});
}

} // namespace idpsync::sandbox
