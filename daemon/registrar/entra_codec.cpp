#include "registrar/entra_codec.hpp"

#include "core/time_text.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include "registrar/entra_shape.hpp"
#include "registrar/former_uris.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <tuple>

namespace idpsync::registrar {
namespace {

namespace dom = boost::json;

/// What Graph does not say of an application, that has not; but what it says must be as described: a list
/// that is not understood would be replaced.
constexpr json::Reading as_far_as_told{.unknown_members = true, .missing_members = true};

/// Of the values that bring groups, the one that brings the fewest: a user in more than 200 arrives with
/// none.
constexpr std::string_view assigned_groups = "ApplicationGroup";

/// Nothing: this value is not known here.
std::optional<bool> entra_brings_groups(const std::optional<std::string>& claims)
{
    constexpr std::array<std::string_view, 3> bringing{"SecurityGroup", assigned_groups, "All"};
    if (!claims || claims->empty())
        return false;
    if (std::ranges::find(bringing, *claims) != bringing.end())
        return true;
    return std::nullopt;
}

std::optional<WallTime> moment_of(const std::optional<std::string>& text)
{
    return text ? parse_rfc3339(*text) : std::nullopt;
}

ClientSecret secret_as_told(EntraPassword read)
{
    return {.id = std::move(read.id),
            .prefix = std::move(read.hint).value_or(std::string()),
            .made = moment_of(read.begin),
            .expires = moment_of(read.end),
            .active = true,
            .name = std::move(read.name).value_or(std::string())};
}

std::vector<RegisteredUri> exact_uris(std::vector<std::string> uris)
{
    std::vector<RegisteredUri> all;
    all.reserve(uris.size());
    for (auto& uri : uris)
        all.push_back({std::move(uri), UriMatch::exact});
    return all;
}

dom::array uris_for_entra(const ProviderClient& client, const ClientTraits& traits, const ClientNeeds& needs)
{
    dom::array all;
    for (const auto& one : client.redirect_uris)
        if (!traits.contains(ClientTrait::former_uris) || !is_former(one.text, needs))
            all.emplace_back(one.text);
    if (traits.contains(ClientTrait::redirect_uri) && !needs.redirect_uri.empty())
        all.emplace_back(needs.redirect_uri);
    return all;
}

} // namespace

std::optional<ProviderClient> entra_client(const dom::value& answer)
{
    auto read = json::read<EntraApplication>(answer, as_far_as_told);
    if (!read || read->id.empty() || read->app_id.empty())
        return std::nullopt;
    ProviderClient client{.handle = std::move(read->id),
                          .client_id = std::move(read->app_id),
                          .name = std::move(read->name).value_or(std::string())};
    auto web = std::move(read->web).value_or(EntraWeb());
    client.redirect_uris = exact_uris(std::move(web.redirect_uris));
    client.logout_uris.emplace();
    if (web.logout_url && !web.logout_url->empty())
        client.logout_uris->push_back({std::move(*web.logout_url), UriMatch::exact});
    client.one_logout_uri = true;
    client.brings_groups = entra_brings_groups(read->group_claims);
    auto& secrets = client.secrets.emplace();
    secrets.custody = SecretCustody::several;
    for (auto& one : read->passwords)
        secrets.list.push_back(secret_as_told(std::move(one)));
    std::ranges::sort(secrets.list, {}, [](const ClientSecret& one) { return std::tie(one.made, one.id); });
    return client;
}

std::optional<std::string> entra_change(const ProviderClient& client, const ClientTraits& traits,
                                        const ClientNeeds& needs)
{
    dom::object web;
    auto uris = uris_for_entra(client, traits, needs);
    if (uris != uris_for_entra(client, {}, needs))
        web["redirectUris"] = std::move(uris);
    const bool has_logout = client.logout_uris && !client.logout_uris->empty();
    const bool makes_room = has_logout && traits.contains(ClientTrait::former_uris) &&
                            is_former(client.logout_uris->front().text, needs);
    const bool lacks_logout = !has_logout && traits.contains(ClientTrait::logout_uri);
    if ((lacks_logout || makes_room) && !needs.logout_uri.empty())
        web["logoutUrl"] = needs.logout_uri;
    dom::object body;
    if (!web.empty())
        body["web"] = std::move(web);
    if (traits.contains(ClientTrait::groups) && client.brings_groups == false)
        body["groupMembershipClaims"] = assigned_groups;
    if (body.empty())
        return std::nullopt;
    return dom::serialize(body);
}

std::string entra_new_secret(const NewSecret& wanted)
{
    dom::object password{{"displayName", wanted.name}};
    if (wanted.expires)
        password["endDateTime"] = format_timestamp(*wanted.expires);
    return dom::serialize(dom::object{{"passwordCredential", std::move(password)}});
}

std::optional<MadeSecret> entra_made_secret(const dom::value& answer)
{
    auto read = json::read<EntraMadePassword>(answer, as_far_as_told);
    if (!read || read->secret.empty() || read->id.empty())
        return std::nullopt;
    return MadeSecret{.secret = Secret(std::move(read->secret)),
                      .id = std::move(read->id),
                      .expires = moment_of(read->end)};
}

std::string entra_removed_secret(const std::string& secret_id)
{
    return dom::serialize(dom::object{{"keyId", secret_id}});
}

} // namespace idpsync::registrar
