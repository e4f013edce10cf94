// What authentik's scope mappings bring into tokens.

#include "json/read.hpp"
#include "json/text.hpp"
#include "registrar/authentik_codec.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace idpsync::registrar {

namespace dom = boost::json;

namespace {

/// NetBird asks authentik for these; every other scope's mappings are left out of its tokens.
bool is_asked_for(std::string_view scope)
{
    constexpr std::array<std::string_view, 3> scopes{"openid", "profile", "email"};
    return std::ranges::find(scopes, scope) != scopes.end();
}

/// As Python spells the key of a dictionary.
bool names_claim(std::string_view expression, std::string_view claim)
{
    const auto spelt = [&](char quote) { return quote + std::string(claim) + quote; };
    return expression.find(spelt('"')) != expression.npos || expression.find(spelt('\'')) != expression.npos;
}

bool sends_groups(const AuthentikMapping& mapping)
{
    return mapping.managed.empty() && is_asked_for(mapping.scope) &&
           names_claim(mapping.expression, "groups");
}

} // namespace

std::optional<AuthentikMappings> authentik_mappings(const dom::value& answer)
{
    if (find_member(answer, "results") == nullptr)
        return std::nullopt;
    return json::read<AuthentikMappings>(answer, {.unknown_members = true, .missing_members = true});
}

void see_authentik_groups(ProviderClient& client, const dom::value& object,
                          const std::vector<AuthentikMapping>& all)
{
    const auto* list = find_member(object, "property_mappings");
    const auto has = [&](const AuthentikMapping& mapping) {
        return list != nullptr && list->is_array() &&
               std::ranges::find(list->get_array(), dom::value(mapping.pk)) != list->get_array().end();
    };
    const auto profile = managed_mapping(all, "profile");
    bool brings_all = false;
    bool brings_others = false;
    bool can_go = false; // authentik's own
    for (const auto& mapping : all)
    {
        if (!has(mapping))
            continue;
        brings_all = brings_all || mapping.pk == profile;
        brings_others = brings_others || sends_groups(mapping);
        can_go = can_go || replaces_profile(mapping);
    }
    client.brings_groups = brings_all || brings_others;
    client.all_groups = !brings_all      ? AllGroups::out
                        : !brings_others ? AllGroups::alone
                        : can_go         ? AllGroups::beside
                                         : AllGroups::entangled;
}

std::string managed_mapping(const std::vector<AuthentikMapping>& all, std::string_view scope)
{
    const auto managed = "goauthentik.io/providers/oauth2/scope-" + std::string(scope);
    const auto found = std::ranges::find(all, managed, &AuthentikMapping::managed);
    return found == all.end() ? std::string() : found->pk;
}

const AuthentikMapping* entitlements_mapping(const std::vector<AuthentikMapping>& all)
{
    const auto found = std::ranges::find(all, entitlements_name, &AuthentikMapping::name);
    return found == all.end() ? nullptr : &*found;
}

bool replaces_profile(const AuthentikMapping& mapping)
{
    return sends_groups(mapping) && mapping.scope == "profile" && names_claim(mapping.expression, "name") &&
           names_claim(mapping.expression, "preferred_username");
}

std::string new_entitlements_mapping()
{
    return dom::serialize(dom::object{{"name", entitlements_name},
                                      {"description", mark_of_this_program},
                                      {"scope_name", "profile"},
                                      {"expression", entitlements_expression}});
}

} // namespace idpsync::registrar
