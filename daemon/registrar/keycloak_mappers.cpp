#include "registrar/keycloak_mappers.hpp"

#include "json/read.hpp"
#include "json/text.hpp"
#include "registrar/keycloak_codec.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

namespace idpsync::registrar {

namespace dom = boost::json;

namespace {

constexpr std::string_view audience_mapper = "oidc-audience-mapper";

bool is_set_to(const KeycloakMapper& mapper, const std::string& name, std::string_view value)
{
    const auto found = mapper.config.find(name);
    return found != mapper.config.end() && found->second == value;
}

} // namespace

std::vector<KeycloakMapper> mappers_of(const dom::value& client)
{
    const auto* mappers = find_member(client, "protocolMappers");
    return mappers == nullptr ? std::vector<KeycloakMapper>()
                              : json::read<std::vector<KeycloakMapper>>(*mappers, json::leniently)
                                    .value_or(std::vector<KeycloakMapper>());
}

KeycloakClient read_client(const dom::value& client)
{
    return json::read<KeycloakClient>(client, json::Reading{.unknown_members = true}).value();
}

bool makes_groups(const KeycloakMapper& mapper)
{
    return is_set_to(mapper, "claim.name", "groups");
}

bool brings_groups(const KeycloakMapper& mapper)
{
    return makes_groups(mapper) && is_set_to(mapper, "id.token.claim", "true");
}

std::string free_name(const std::vector<KeycloakMapper>& mappers, std::string name)
{
    while (std::ranges::find(mappers, name, &KeycloakMapper::name) != mappers.end())
        name += " for NetBird";
    return name;
}

std::optional<bool> keycloak_scopes_bring_groups(const dom::value& client, const dom::value& scopes)
{
    const auto all = json::read<std::vector<KeycloakScope>>(scopes, json::leniently);
    if (!all)
        return std::nullopt;
    // NetBird asks Keycloak for openid, profile and email: of the optional scopes these alone count.
    constexpr std::array<std::string_view, 2> asked_for{"profile", "email"};
    const auto read = read_client(client);
    auto names = read.default_scopes;
    std::ranges::copy_if(read.optional_scopes, std::back_inserter(names), [&](const std::string& name) {
        return std::ranges::find(asked_for, name) != asked_for.end();
    });
    return std::ranges::any_of(*all, [&](const KeycloakScope& scope) {
        return std::ranges::find(names, scope.name) != names.end() &&
               std::ranges::any_of(scope.mappers, brings_groups);
    });
}

std::optional<std::vector<std::string>> keycloak_audiences(const dom::value& client, const dom::value& scopes)
{
    const auto all = json::read<std::vector<KeycloakScope>>(scopes, json::leniently);
    if (!all)
        return std::nullopt;
    std::vector<std::string> audiences;
    const auto add = [&](const KeycloakMapper& mapper) {
        if (mapper.kind != audience_mapper || !is_set_to(mapper, "access.token.claim", "true"))
            return;
        for (const auto* name : {"included.client.audience", "included.custom.audience"})
            if (const auto found = mapper.config.find(name); found != mapper.config.end())
                audiences.push_back(found->second);
    };
    std::ranges::for_each(mappers_of(client), add);
    const auto read = read_client(client);
    for (const auto& scope : *all)
        for (const auto* names : {&read.default_scopes, &read.optional_scopes})
            if (std::ranges::find(*names, scope.name) != names->end())
                std::ranges::for_each(scope.mappers, add);
    return audiences;
}

std::optional<std::string> keycloak_scope_id(const dom::value& scopes, const std::string& name)
{
    const auto all = json::read<std::vector<KeycloakScope>>(scopes, json::leniently);
    if (!all)
        return std::nullopt;
    const auto found = std::ranges::find(*all, name, &KeycloakScope::name);
    return found == all->end() ? std::string() : found->id;
}

std::string keycloak_new_scope(const std::string& name)
{
    const dom::object attributes{{"include.in.token.scope", "true"}, {"display.on.consent.screen", "false"}};
    return dom::serialize(dom::object{{"name", name},
                                      {"description", mark_of_this_program},
                                      {"protocol", "openid-connect"},
                                      {"attributes", attributes}});
}

std::string keycloak_audience_mapper(const dom::value& client, const std::string& audience)
{
    const bool is_own = text_member(client, "clientId") == audience;
    const dom::object config{{is_own ? "included.client.audience" : "included.custom.audience", audience},
                             {"id.token.claim", "false"},
                             {"access.token.claim", "true"}};
    return dom::serialize(dom::object{{"name", free_name(mappers_of(client), "audience")},
                                      {"protocol", "openid-connect"},
                                      {"protocolMapper", audience_mapper},
                                      {"config", config}});
}

} // namespace idpsync::registrar
