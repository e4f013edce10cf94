// What authentik's scope mappings let through. Nobody recorded it: mappings of scopes that were not asked for
// say nothing, and the lists of several are joined. Of an expression it sees only which claims it names, and
// whether it returns entitlements.

#include "sandbox/json.hpp"
#include "sandbox/provider/authentik_admin.hpp"
#include "sandbox/provider/pages.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

/// Of the user who signs in, by name.
json::array groups_of_user(const json::object& claims)
{
    const auto* groups = claims.if_contains("groups");
    return groups != nullptr && groups->is_array() ? groups->get_array() : json::array();
}

/// Whether the user is in the group with this id.
bool is_member(const Site& site, const json::object& claims, std::string_view id)
{
    const auto mine = groups_of_user(claims);
    return std::ranges::any_of(site.setup.groups, [&](const ProviderGroup& group) {
        return group.id == id && std::ranges::find(mine, json::value(group.name)) != mine.end();
    });
}

json::value application_of_client(Site& site, const ProviderClient& client)
{
    for (const auto& one : authentik_objects(site, "core/applications"))
        if (const auto* number = one.as_object().if_contains("provider");
            number != nullptr && json::serialize(*number) == client.internal_id)
            return one.at("pk");
    return nullptr;
}

/// The names of those of the client's application that a group of the user is bound to.
json::array entitlements_of(Site& site, const ProviderClient& client, const json::object& claims)
{
    json::array names;
    const auto application = application_of_client(site, client);
    const auto bindings = authentik_objects(site, "policies/bindings");
    for (const auto& one : authentik_objects(site, "core/application_entitlements"))
        if (one.at("app") == application && std::ranges::any_of(bindings, [&](const json::value& binding) {
                return binding.at("target") == one.at("pbm_uuid") &&
                       is_member(site, claims, string_member(binding.as_object(), "group"));
            }))
            names.push_back(one.at("name"));
    return names;
}

void append(json::array& all, const json::array& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

} // namespace

json::object authentik_claims(Site& site, const ProviderClient& client, std::string_view scope,
                              const json::object& claims)
{
    const auto* chosen = client.record.if_contains("property_mappings");
    if (chosen == nullptr || !chosen->is_array())
        return claims;
    json::array groups;
    bool names_user = false;
    for (const auto& one : authentik_objects(site, "propertymappings/provider/scope"))
    {
        const auto& mapping = one.as_object();
        const auto& list = chosen->get_array();
        if (std::ranges::find(list, mapping.at("pk")) == list.end() ||
            !holds_word(scope, string_member(mapping, "scope_name")))
            continue;
        const auto expression = string_member(mapping, "expression");
        const bool is_own = string_member(mapping, "managed").ends_with("scope-profile");
        names_user = names_user || is_own || expression.find("\"name\"") != std::string::npos;
        if (is_own)
            append(groups, groups_of_user(claims));
        else if (expression.find("app_entitlements(provider.application)") != std::string::npos)
            append(groups, entitlements_of(site, client, claims));
    }
    auto mapped = claims;
    mapped["groups"] = std::move(groups);
    if (!names_user)
        for (const auto* name : {"name", "preferred_username", "groups"})
            mapped.erase(name);
    return mapped;
}

} // namespace idpsync::sandbox
