#include "registrar/keycloak_codec.hpp"

#include "json/read.hpp"
#include "json/text.hpp"
#include "registrar/former_uris.hpp"
#include "registrar/keycloak_mappers.hpp"
#include "registrar/keycloak_shape.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <memory>

namespace idpsync::registrar {

namespace dom = boost::json;

namespace {

constexpr std::string_view logout_attribute = "post.logout.redirect.uris";
constexpr std::string_view challenge_attribute = "pkce.code.challenge.method";
constexpr std::string_view pushed_attribute = "require.pushed.authorization.requests";
constexpr std::string_view encryption_attribute = "id.token.encrypted.response.alg";
constexpr std::string_view group_mapper = "oidc-group-membership-mapper";
constexpr std::string_view device_attribute = "oauth2.device.authorization.grant.enabled";
// Seen on 26.7.3 with the preview feature client-secret-rotation and the executor secret-rotation. A secret
// that was made before the policy has none of them but the first.
constexpr std::string_view made_attribute = "client.secret.creation.time";
constexpr std::string_view ends_attribute = "client.secret.expiration.time";
constexpr std::string_view former_attribute = "client.secret.rotated";
constexpr std::string_view former_ends_attribute = "client.secret.rotated.expiration.time";
constexpr std::string_view separator = "##"; ///< of the URIs in the one attribute that holds all

std::string attribute(const KeycloakClient& client, std::string_view name)
{
    const auto found = client.attributes.find(std::string(name));
    return found == client.attributes.end() ? std::string() : found->second;
}

/// Seconds since 1970, as text.
std::optional<WallTime> moment_in(const KeycloakClient& client, std::string_view name)
{
    const auto text = attribute(client, name);
    std::int64_t seconds = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool whole = failed == std::errc() && end == text.data() + text.size() && seconds > 0;
    return whole ? std::optional(WallTime(std::chrono::seconds(seconds))) : std::nullopt;
}

/// Where the realm's policy lets secrets end.
void read_rotation(const KeycloakClient& read, ProviderClient& client)
{
    client.secret_ends = moment_in(read, ends_attribute);
    if (!client.secret_ends)
        return;
    client.secret_made = moment_in(read, made_attribute);
    auto former = attribute(read, former_attribute);
    if (former.empty())
        return;
    client.former_secret = std::make_shared<const Secret>(std::move(former));
    client.former_ends = moment_in(read, former_ends_attribute);
}

/// "+" stands for the redirect URIs, "-" for none.
std::vector<std::string> logout_uris_of(const KeycloakClient& client)
{
    const auto joined = attribute(client, logout_attribute);
    if (joined == "+")
        return client.redirect_uris;
    if (joined.empty() || joined == "-")
        return {};
    std::vector<std::string> uris;
    for (std::size_t begin = 0; begin != std::string::npos;)
    {
        const auto end = joined.find(separator, begin);
        uris.push_back(joined.substr(begin, end == std::string::npos ? end : end - begin));
        begin = end == std::string::npos ? end : end + separator.size();
    }
    return uris;
}

std::vector<RegisteredUri> prefixes(std::vector<std::string> uris)
{
    std::vector<RegisteredUri> all;
    all.reserve(uris.size());
    for (auto& uri : uris)
        all.push_back({std::move(uri), UriMatch::prefix});
    return all;
}

ProviderClient as_client(KeycloakClient read)
{
    ProviderClient client{.handle = read.id, .client_id = read.client_id, .name = read.name};
    client.logout_uris = prefixes(logout_uris_of(read));
    client.enabled = read.enabled;
    client.confidential = !read.is_public;
    client.code_flow = read.standard_flow && !read.bearer_only;
    client.demands_challenge = !attribute(read, challenge_attribute).empty();
    client.demands_pushed_requests = attribute(read, pushed_attribute) == "true";
    client.encrypts_tokens = !attribute(read, encryption_attribute).empty();
    client.grants.emplace();
    if (client.code_flow)
        client.grants->emplace_back("authorization_code");
    if (attribute(read, device_attribute) == "true")
        client.grants->emplace_back(device_grant);
    read_rotation(read, client);
    client.redirect_uris = prefixes(std::move(read.redirect_uris));
    client.web_origins = std::move(read.web_origins);
    client.scopes = std::move(read.default_scopes);
    client.scopes->insert(client.scopes->end(), read.optional_scopes.begin(), read.optional_scopes.end());
    if (!read.secret.empty())
        client.secret = std::make_shared<const Secret>(std::move(read.secret));
    return client;
}

/// What is configured as null counts as not configured: some databases have no empty text.
/// `uris` with more, and without former ones, where these are to go.
std::vector<std::string> uris_for_keycloak(std::vector<std::string> uris,
                                           const std::vector<std::string>& more, bool drops_former,
                                           const ClientNeeds& needs)
{
    if (drops_former)
        std::erase_if(uris, [&](const std::string& uri) { return is_former(uri, needs); });
    uris.insert(uris.end(), more.begin(), more.end());
    return uris;
}

dom::array with_texts(const std::vector<std::string>& texts, const std::vector<std::string>& more)
{
    dom::array all(texts.begin(), texts.end());
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::string joined_uris(const std::vector<std::string>& uris)
{
    std::string joined;
    for (const auto& uri : uris)
        (joined += joined.empty() ? std::string_view() : separator) += uri;
    return joined;
}

bool wants_device_logins(const ClientNeeds& needs)
{
    return needs.standalone &&
           std::ranges::find(needs.standalone->grants, device_grant) != needs.standalone->grants.end();
}

/// The members that traits ask for.
dom::object members_for(const KeycloakClient& client, const ClientTraits& traits, const ClientNeeds& needs)
{
    dom::object members;
    if (traits.contains(ClientTrait::enabled))
        members["enabled"] = true;
    if (traits.contains(ClientTrait::confidential) && !needs.standalone)
        members["publicClient"] = false;
    if (traits.contains(ClientTrait::public_client) && needs.standalone)
        members["publicClient"] = true;
    if (traits.contains(ClientTrait::web_origins) && needs.standalone)
        members["webOrigins"] = with_texts(client.web_origins, {std::string(any_registered_origin)});
    if (traits.contains(ClientTrait::code_flow))
    {
        members["standardFlowEnabled"] = true;
        members["bearerOnly"] = false;
    }
    const auto missing = traits.contains(ClientTrait::redirect_uri)
                             ? missing_redirect_uris(prefixes(client.redirect_uris), needs)
                             : std::vector<std::string>();
    const auto uris =
        uris_for_keycloak(client.redirect_uris, missing, traits.contains(ClientTrait::former_uris), needs);
    if (uris != client.redirect_uris)
        members["redirectUris"] = dom::array(uris.begin(), uris.end());
    return members;
}

/// The same of its attributes. An empty one is removed, and those that are left out stay (recorded: 113-116).
dom::object attributes_for(const KeycloakClient& client, const ClientTraits& traits, const ClientNeeds& needs)
{
    dom::object attributes;
    const auto before = logout_uris_of(client);
    std::vector<std::string> missing;
    if (traits.contains(ClientTrait::logout_uri) && !needs.logout_uri.empty())
        missing.push_back(needs.logout_uri);
    // What follows the redirect URIs loses former ones with them.
    const bool drops_former =
        traits.contains(ClientTrait::former_uris) && attribute(client, logout_attribute) != "+";
    const auto uris = uris_for_keycloak(before, missing, drops_former, needs);
    if (uris != before)
        attributes[logout_attribute] = joined_uris(uris);
    if (traits.contains(ClientTrait::challenge))
        attributes[challenge_attribute] = "";
    if (traits.contains(ClientTrait::pushed_requests))
        attributes[pushed_attribute] = "";
    if (traits.contains(ClientTrait::encryption))
        attributes[encryption_attribute] = "";
    if (traits.contains(ClientTrait::grants) && wants_device_logins(needs))
        attributes[device_attribute] = "true";
    return attributes;
}

/// The whole mapper with that id, into the ID token.
std::string turned_on(const dom::value& client, const std::string& mapper_id)
{
    const auto& list = client.at("protocolMappers").as_array();
    auto mapper = *std::ranges::find_if(
        list, [&](const dom::value& one) { return text_member(one, "id") == mapper_id; });
    mapper.at("config").as_object()["id.token.claim"] = "true";
    return dom::serialize(mapper);
}

} // namespace

std::optional<std::optional<ProviderClient>> keycloak_client(const dom::value& answer,
                                                             const std::string& client_id)
{
    auto read = json::read<std::vector<KeycloakClient>>(answer, json::Reading{.unknown_members = true});
    if (!read)
        return std::nullopt;
    const auto found = std::ranges::find(*read, client_id, &KeycloakClient::client_id);
    if (found == read->end())
        return std::optional<ProviderClient>();
    auto client = as_client(std::move(*found));
    if (std::ranges::any_of(mappers_of(keycloak_object(answer, client_id)), brings_groups))
        client.brings_groups = true;
    return client;
}

const dom::value* find_keycloak_object(const dom::value& answer, const std::string& client_id)
{
    const auto* list = answer.if_array();
    if (list == nullptr)
        return nullptr;
    const auto found = std::ranges::find_if(
        *list, [&](const auto& one) { return text_member(one, "clientId") == client_id; });
    return found == list->end() ? nullptr : &*found;
}

const dom::value& keycloak_object(const dom::value& answer, const std::string& client_id)
{
    return *find_keycloak_object(answer, client_id);
}

void keep_what_must_come_along(const dom::value& client, dom::object& body)
{
    for (const auto* name : {"clientId", "webOrigins", "type"})
        if (const auto* member = find_member(client, name); member != nullptr && !body.contains(name))
            body[name] = *member;
}

std::string keycloak_new_client(const NewClient& client)
{
    const auto& standalone = client.needs.standalone;
    dom::object attributes;
    if (!client.needs.logout_uri.empty())
        attributes[logout_attribute] = client.needs.logout_uri;
    if (wants_device_logins(client.needs))
        attributes[device_attribute] = "true";
    dom::array origins;
    if (standalone)
        origins.emplace_back(any_registered_origin);
    const auto uris = redirect_uris_of(client.needs);
    dom::array redirects(uris.begin(), uris.end());
    return dom::serialize(dom::object{{"clientId", client.client_id},
                                      {"name", client.name},
                                      {"description", mark_of_this_program},
                                      {"protocol", "openid-connect"},
                                      {"enabled", true},
                                      {"publicClient", standalone.has_value()},
                                      {"clientAuthenticatorType", "client-secret"},
                                      {"standardFlowEnabled", true},
                                      {"implicitFlowEnabled", false},
                                      {"directAccessGrantsEnabled", false},
                                      {"serviceAccountsEnabled", false},
                                      {"redirectUris", std::move(redirects)},
                                      {"webOrigins", std::move(origins)},
                                      {"attributes", std::move(attributes)}});
}

std::optional<std::string> keycloak_change(const dom::value& client, const ClientTraits& traits,
                                           const ClientNeeds& needs)
{
    const auto read = read_client(client);
    auto body = members_for(read, traits, needs);
    if (auto attributes = attributes_for(read, traits, needs); !attributes.empty())
        body["attributes"] = std::move(attributes);
    if (body.empty())
        return std::nullopt;
    keep_what_must_come_along(client, body);
    return dom::serialize(body);
}

std::string keycloak_secret_change(const dom::value& client, const Secret& chosen)
{
    dom::object body{{"secret", chosen.reveal()}};
    keep_what_must_come_along(client, body);
    return dom::serialize(body);
}

KeycloakMapperChange keycloak_groups_mapper(const dom::value& client)
{
    const auto mappers = mappers_of(client);
    const auto found = std::ranges::find_if(mappers, makes_groups);
    if (found != mappers.end() && !found->id.empty())
        return {.id = found->id, .body = turned_on(client, found->id)};
    const dom::object config{{"claim.name", "groups"},         {"full.path", "false"},
                             {"id.token.claim", "true"},       {"access.token.claim", "true"},
                             {"userinfo.token.claim", "true"}, {"introspection.token.claim", "true"}};
    return {.id = {},
            .body = dom::serialize(dom::object{{"name", free_name(mappers)},
                                               {"protocol", "openid-connect"},
                                               {"protocolMapper", group_mapper},
                                               {"config", config}})};
}

} // namespace idpsync::registrar
