#include "registrar/authentik_codec.hpp"

#include "json/read.hpp"
#include "json/text.hpp"
#include "registrar/former_uris.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace idpsync::registrar {

namespace dom = boost::json;

namespace {

constexpr std::string_view authorization_code = "authorization_code";
constexpr std::string_view long_code_validity = "minutes=10"; // as enough_for_a_code
constexpr std::string_view shipped_key = "authentik Self-signed Certificate";

constexpr json::Reading as_it_may_be{.unknown_members = true, .missing_members = true};

ProviderClient client_in(AuthentikProvider read)
{
    ProviderClient client{
        .handle = std::to_string(read.pk), .client_id = read.client_id, .name = std::move(read.name)};
    std::vector<RegisteredUri> logout_uris;
    for (auto& uri : read.redirect_uris)
        (uri.type == "logout" ? logout_uris : client.redirect_uris)
            .push_back(
                {std::move(uri.url), uri.matching_mode == "strict" ? UriMatch::exact : UriMatch::regex});
    // Both are of 2026.5: the types of redirect URIs, and grant types.
    if (read.grant_types)
        client.logout_uris = std::move(logout_uris);
    client.confidential = read.client_type != "public";
    client.code_flow = !read.grant_types ||
                       std::ranges::find(*read.grant_types, authorization_code) != read.grant_types->end();
    client.signs_with_key = read.signing_key.has_value();
    client.encrypts_tokens = read.encryption_key.has_value();
    client.claims_in_id_token = read.claims_in_id_token;
    client.subject_mode = std::move(read.subject_mode);
    if (read.code_validity)
        client.code_validity = authentik_duration(*read.code_validity);
    client.grants = std::move(read.grant_types);
    if (!read.client_secret.empty())
        client.secret = std::make_shared<const Secret>(std::move(read.client_secret));
    return client;
}

std::optional<AuthentikNamedList> named(const dom::value& answer)
{
    if (find_member(answer, "results") == nullptr)
        return std::nullopt;
    return json::read<AuthentikNamedList>(answer, as_it_may_be);
}

dom::object strict_uri(const std::string& uri)
{
    return {{"matching_mode", "strict"}, {"url", uri}};
}

dom::object typed_uri(const std::string& uri, std::string_view type)
{
    auto one = strict_uri(uri);
    one["redirect_uri_type"] = type;
    return one;
}

/// Lists are replaced whole, so those that are there go along as they are.
dom::array list_of(const dom::value& client, std::string_view name)
{
    const auto* member = find_member(client, name);
    return member != nullptr && member->is_array() ? member->get_array() : dom::array();
}

/// Those of them that a login may come back to.
std::vector<RegisteredUri> authorization_uris(const dom::array& uris)
{
    std::vector<RegisteredUri> all;
    for (const auto& uri : uris)
        if (text_member(uri, "redirect_uri_type") != "logout")
            all.push_back({text_member(uri, "url"), text_member(uri, "matching_mode") == "strict"
                                                        ? UriMatch::exact
                                                        : UriMatch::regex});
    return all;
}

dom::array uris_for(const dom::value& client, const ClientTraits& traits, const ClientNeeds& needs)
{
    dom::array uris;
    for (const auto& one : list_of(client, "redirect_uris"))
        if (!traits.contains(ClientTrait::former_uris) || text_member(one, "matching_mode") != "strict" ||
            !is_former(text_member(one, "url"), needs))
            uris.push_back(one);
    const bool has_types = find_member(client, "grant_types") != nullptr;
    if (traits.contains(ClientTrait::redirect_uri))
        for (const auto& uri : missing_redirect_uris(authorization_uris(uris), needs))
            uris.emplace_back(has_types ? typed_uri(uri, "authorization") : strict_uri(uri));
    if (traits.contains(ClientTrait::logout_uri) && !needs.logout_uri.empty() && has_types)
        uris.emplace_back(typed_uri(needs.logout_uri, "logout"));
    return uris;
}

/// A client that has none is one that nobody gave any: it gets those of any client of NetBird.
dom::array grants_for(const dom::value& client, const ClientTraits& traits, const ClientNeeds& needs)
{
    auto grants = list_of(client, "grant_types");
    const bool had_none = grants.empty();
    const auto add = [&](std::string_view grant) {
        if (std::ranges::find(grants, dom::value(grant)) == grants.end())
            grants.emplace_back(grant);
    };
    if (traits.contains(ClientTrait::code_flow))
        add(authorization_code);
    if (traits.contains(ClientTrait::code_flow) && had_none)
        add("refresh_token");
    const bool has_grants = find_member(client, "grant_types") != nullptr; // from 2026.5 on
    if (traits.contains(ClientTrait::grants) && needs.standalone && has_grants)
        std::ranges::for_each(needs.standalone->grants, add);
    return grants;
}

dom::array mappings_of_new(const AuthentikParts& parts)
{
    dom::array all(parts.mappings.begin(), parts.mappings.end());
    all.emplace_back(parts.entitlements.empty() ? parts.profile : parts.entitlements);
    for (const auto& one : parts.missing_mappings)
        if (std::ranges::find(all, dom::value(one)) == all.end() && one != parts.profile)
            all.emplace_back(one);
    return all;
}

/// With both, the two lists of groups would be joined: what stands in place of `profile` stands in its place.
dom::array with_groups(const dom::array& mappings, const AuthentikParts& parts)
{
    dom::array all;
    auto missing = parts.entitlements;
    for (const auto& one : mappings)
    {
        if (one != dom::value(parts.profile))
            all.push_back(one);
        else if (!missing.empty())
            all.emplace_back(std::exchange(missing, {}));
    }
    if (!missing.empty())
        all.emplace_back(missing);
    return all;
}

/// What only the client of a standalone NetBird is.
void add_standalone(dom::object& body, const ClientTraits& traits, const PublicNeeds& needs)
{
    if (traits.contains(ClientTrait::public_client))
        body["client_type"] = "public";
    if (traits.contains(ClientTrait::subject_mode))
        body["sub_mode"] = needs.subject_mode;
    if (traits.contains(ClientTrait::code_validity))
        body["access_code_validity"] = long_code_validity;
}

dom::object provider_of(const NewClient& client, const AuthentikApplication& application,
                        const AuthentikParts& parts)
{
    dom::array uris;
    for (const auto& uri : redirect_uris_of(client.needs))
        uris.emplace_back(strict_uri(uri));
    const auto& standalone = client.needs.standalone;
    dom::object provider{{"name", client.name},
                         {net::oauth::client_id, client.client_id},
                         {"client_type", standalone ? "public" : "confidential"},
                         {"authorization_flow", parts.authorization_flow},
                         {"invalidation_flow", parts.invalidation_flow},
                         {"redirect_uris", std::move(uris)},
                         {"signing_key", parts.signing_key},
                         {"property_mappings", mappings_of_new(parts)},
                         {"include_claims_in_id_token", true}};
    if (application.global_issuer)
        provider["issuer_mode"] = "global";
    if (standalone)
        add_standalone(provider, {ClientTrait::code_validity, ClientTrait::subject_mode}, *standalone);
    return provider;
}

} // namespace

std::optional<std::optional<ProviderClient>> authentik_client(const dom::value& answer,
                                                              const std::string& client_id)
{
    auto read = json::read<AuthentikProviders>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    const auto found = std::ranges::find(read->results, client_id, &AuthentikProvider::client_id);
    if (found == read->results.end())
        return std::optional<ProviderClient>();
    auto client = client_in(std::move(*found));
    if (const auto* slug = find_member(authentik_object(answer, client_id), "assigned_application_slug"))
        client.has_application = !slug->is_null();
    return client;
}

const dom::value& authentik_object(const dom::value& answer, const std::string& client_id)
{
    const auto& list = answer.at("results").as_array();
    return *std::ranges::find_if(
        list, [&](const auto& one) { return text_member(one, net::oauth::client_id) == client_id; });
}

std::optional<std::string> authentik_flow(const dom::value& answer, std::string_view slug)
{
    const auto flows = named(answer);
    if (!flows)
        return std::nullopt;
    const auto found = std::ranges::find(flows->results, slug, &AuthentikNamed::slug);
    return found == flows->results.end() ? std::string() : found->pk;
}

std::optional<std::string> authentik_key(const dom::value& answer)
{
    const auto keys = named(answer);
    if (!keys)
        return std::nullopt;
    const auto& all = keys->results;
    const auto shipped = std::ranges::find(all, shipped_key, &AuthentikNamed::name);
    const auto chosen = shipped == all.end() ? all.begin() : shipped;
    return chosen == all.end() ? std::string() : chosen->pk;
}

std::string authentik_new_provider(const NewClient& client, const AuthentikApplication& application,
                                   const AuthentikParts& parts)
{
    return dom::serialize(provider_of(client, application, parts));
}

std::string authentik_new_client(const NewClient& client, const AuthentikApplication& application,
                                 const AuthentikParts& parts)
{
    auto shown = shown_application(client.name, application.slug);
    if (client.needs.standalone)
        shown["meta_launch_url"] = client.needs.standalone->launch_url;
    return dom::serialize(dom::object{{"app", std::move(shown)},
                                      {"provider_model", "authentik_providers_oauth2.oauth2provider"},
                                      {"provider", provider_of(client, application, parts)}});
}

std::optional<std::string> authentik_change(const dom::value& client, const ClientTraits& traits,
                                            const ClientNeeds& needs, const AuthentikParts& parts)
{
    dom::object body;
    if (traits.contains(ClientTrait::confidential) && !needs.standalone)
        body["client_type"] = "confidential";
    if (needs.standalone)
        add_standalone(body, traits, *needs.standalone);
    if (auto grants = grants_for(client, traits, needs); grants != list_of(client, "grant_types"))
        body["grant_types"] = std::move(grants);
    if (auto uris = uris_for(client, traits, needs); uris != list_of(client, "redirect_uris"))
        body["redirect_uris"] = std::move(uris);
    if (traits.contains(ClientTrait::signing_key))
        body["signing_key"] = parts.signing_key;
    if (traits.contains(ClientTrait::encryption))
        body["encryption_key"] = nullptr;
    if (traits.contains(ClientTrait::id_token_claims))
        body["include_claims_in_id_token"] = true;
    auto mappings = list_of(client, "property_mappings");
    const auto before = mappings;
    if (traits.contains(ClientTrait::groups))
        mappings = with_groups(mappings, parts);
    for (const auto& one : parts.missing_mappings)
        if (std::ranges::find(mappings, dom::value(one)) == mappings.end())
            mappings.emplace_back(one);
    if (traits.contains(ClientTrait::groups) || mappings != before)
        body["property_mappings"] = std::move(mappings);
    return body.empty() ? std::nullopt : std::optional(dom::serialize(body));
}

} // namespace idpsync::registrar
