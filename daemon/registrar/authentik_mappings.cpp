// What authentik's scope mappings bring into tokens.

#include "json/read.hpp"
#include "json/text.hpp"
#include "registrar/authentik_codec.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

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

std::vector<std::string> authentik_scopes(const dom::value& client, const std::vector<AuthentikMapping>& all)
{
    const auto* own = find_member(client, "property_mappings");
    std::vector<std::string> scopes;
    for (const auto& mapping : all)
        if (own != nullptr && own->is_array() &&
            std::ranges::find(own->get_array(), dom::value(mapping.pk)) != own->get_array().end())
            scopes.push_back(mapping.scope);
    return scopes;
}

std::optional<std::chrono::seconds> authentik_duration(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units{
        {{"weeks", 604800}, {"days", 86400}, {"hours", 3600}, {"minutes", 60}, {"seconds", 1}}};
    constexpr std::int64_t longest = 1'000'000'000;
    std::int64_t all = 0;
    while (!text.empty())
    {
        const auto part = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const auto equals = std::min(part.find('='), part.size());
        const auto unit =
            std::ranges::find(units, part.substr(0, equals), [](const auto& one) { return one.first; });
        const auto number = part.substr(std::min(part.size(), equals + 1));
        std::int64_t count = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), count);
        const bool is_whole = read.ec == std::errc() && read.ptr == number.data() + number.size();
        if (unit == units.end() || !is_whole || count < 0 || count > longest)
            return std::nullopt;
        all += count * unit->second;
    }
    return std::chrono::seconds(all);
}

std::string mapping_of_scope(const std::vector<AuthentikMapping>& all, std::string_view scope)
{
    const auto of_scope = [&](const AuthentikMapping& one) { return one.scope == scope; };
    const auto own = std::ranges::find_if(
        all, [&](const AuthentikMapping& one) { return of_scope(one) && !one.managed.empty(); });
    const auto found = own == all.end() ? std::ranges::find_if(all, of_scope) : own;
    return found == all.end() ? std::string() : found->pk;
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
