// What Pocket ID's administrator API answers beside clients: who may ask, lists, versions, groups, API keys,
// and the preview of a user's tokens. Numbers name files of tests/data/idp/pocket-id-2.9.0.

#include "core/time_text.hpp"
#include "sandbox/json.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/pocket_id_admin.hpp"
#include "sandbox/provider/pocket_id_common.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t default_page = 20;
constexpr std::size_t longest_page = 100;
constexpr std::chrono::hours token_life{1};

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return result;
}

std::size_t number_in(const Parameters& query, const std::string& name, std::size_t otherwise)
{
    const auto text = parameter(query, name);
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number == 0 ? otherwise : number;
}

ApiKey* key_of(const PocketIdCall& call)
{
    const auto shown = header_of(call.visitor.request.headers, "x-api-key");
    auto& keys = call.site.setup.api_keys;
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const ApiKey& one) {
        return !shown.empty() && one.key == shown && (!one.expires || call.visitor.now < *one.expires);
    });
    return found == keys.end() ? nullptr : &*found;
}

std::vector<const ProviderUser*> users_of(const Site& site)
{
    std::vector<const ProviderUser*> users{&site.setup.user};
    for (const auto& other : site.setup.other_users)
        users.push_back(&other);
    return users;
}

json::value moment(const std::optional<WallTime>& time)
{
    return time ? json::value(format_timestamp(*time)) : json::value();
}

Answer version(const PocketIdCall& call)
{
    auto text = "2." + std::to_string(call.version) + ".0";
    if (call.version == 10)
        text = "2.9.0-dev"; // what the recorded build said
    return pocket_id_json(200, {{"currentVersion", text}});
}

Answer groups(const PocketIdCall& call)
{
    const auto users = users_of(call.site);
    json::array list;
    for (const auto& group : call.site.setup.groups)
        list.emplace_back(shown_group(
            group, static_cast<std::size_t>(std::count_if(users.begin(), users.end(), [&](const auto* user) {
                return is_member(*user, group);
            }))));
    return pocket_id_list(call.visitor, std::move(list));
}

/// What a standalone NetBird asks for.
Answer listed_users(const PocketIdCall& call)
{
    json::array list;
    for (const auto* user : users_of(call.site))
        list.emplace_back(json::object{{"id", user->sub}, {"name", ""}});
    return pocket_id_list(call.visitor, std::move(list));
}

/// A static key is in no list, and no answer says which key is calling.
Answer api_keys(const PocketIdCall& call)
{
    json::array list;
    for (auto& key : call.site.setup.api_keys)
    {
        if (key.id.empty())
            key.id = call.site.ids.uuid();
        if (key.expires)
            list.emplace_back(json::object{{"id", key.id},
                                           {"name", "netbird-idp-sync"},
                                           {"description", nullptr},
                                           {"expiresAt", moment(key.expires)},
                                           {"lastUsedAt", moment(key.last_used)},
                                           {"createdAt", format_timestamp(WallTime())},
                                           {"expirationEmailSent", false}});
    }
    return pocket_id_list(call.visitor, std::move(list));
}

/// What of a user's claims these scopes bring.
json::object claims_for(const json::object& claims, std::string_view scopes)
{
    auto brought = claims;
    if (!holds_word(scopes, "groups"))
        brought.erase("groups");
    return brought;
}

json::object with(json::object object, const json::object& more)
{
    for (const auto& [name, value] : more)
        object[name] = value;
    return object;
}

json::array words_of(std::string_view text)
{
    json::array words;
    while (!text.empty())
    {
        const auto word = text.substr(0, text.find(' '));
        words.emplace_back(word);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return words;
}

bool may_use(const Site& site, const ProviderClient& client, const ProviderUser& user)
{
    const auto admits = [&](const ProviderGroup& group) {
        const auto& allowed = client.allowed_groups;
        return std::count(allowed.begin(), allowed.end(), group.id) != 0 && is_member(user, group);
    };
    const auto& all = site.setup.groups;
    return !client.group_restricted || std::any_of(all.begin(), all.end(), admits);
}

} // namespace

Answer PocketIdCall::refused(unsigned status, std::string_view text, std::string_view code,
                             json::object details) const
{
    json::object answer{{"error", text}};
    if (version < 13)
        return pocket_id_json(status, answer);
    const auto id = site.ids.uuid();
    answer["code"] = code;
    answer["request_id"] = id;
    if (!details.empty())
        answer["details"] = std::move(details);
    return with_header(pocket_id_json(status, answer), "x-request-id", id);
}

Answer PocketIdCall::unknown_client() const
{
    return refused(404, version < 13 ? "Record not found" : "OIDC client not found", "not_found");
}

std::optional<Answer> PocketIdCall::read_body(bool may_be_empty)
{
    const auto& request = visitor.request;
    if (may_be_empty && request.body.empty())
        return std::nullopt;
    const auto type = header_of(request.headers, "content-type");
    const auto is_json = version < 13 || type.starts_with("application/json") || type.ends_with("+json");
    auto read = is_json ? parse_object(request.body) : std::nullopt;
    if (!read && version < 13)
        return refused(500, "Something went wrong", ""); // 026
    if (!read)
        return refused(400, "The request body is invalid", "invalid_request_body");
    body = std::move(*read);
    return std::nullopt;
}

std::optional<Answer> PocketIdCall::refusal_of_caller(bool only_administrators) const
{
    auto* key = key_of(*this);
    const auto is_missing = header_of(visitor.request.headers, "x-api-key").empty();
    if (key == nullptr && version < 13)
        return refused(401, "You are not signed in", ""); // 009, 011-013
    if (key == nullptr)
        return refused(401, is_missing ? "API key is missing" : "API key is invalid", "not_signed_in");
    key->last_used = visitor.now;
    if (only_administrators && !key->administrator)
        return refused(403, "You don't have permission to perform this action", "forbidden");
    return std::nullopt;
}

Answer without_content()
{
    return {.status = 204, .headers = {{"cache-control", "private, no-store"}}};
}

json::object shown_group(const ProviderGroup& group, std::size_t users)
{
    return {{"id", group.id},
            {"friendlyName", group.friendly_name},
            {"name", group.name},
            {"customClaims", json::array()},
            {"userCount", users},
            {"ldapId", nullptr},
            {"createdAt", format_timestamp(WallTime())}};
}

bool is_member(const ProviderUser& user, const ProviderGroup& group)
{
    const auto* names = user.id_token.if_contains("groups");
    return names != nullptr && names->is_array() &&
           std::count(names->get_array().begin(), names->get_array().end(), json::value(group.name)) != 0;
}

/// A page beyond the last one is answered with the last (014, 031-033).
Answer pocket_id_list(const Visitor& visitor, json::array all)
{
    const auto sorts = parameter(visitor.query, "sort[column]") == "name";
    const auto wanted = lower(parameter(visitor.query, "search"));
    std::multimap<std::string, json::value> by_name; // equal ones in the order in which they came
    for (auto& one : all)
        if (const auto name = string_member(one.as_object(), "name");
            lower(name).find(wanted) != std::string::npos)
            by_name.emplace(sorts ? name : std::string(), std::move(one));
    std::vector<json::value> found;
    for (auto& [name, one] : by_name)
        found.push_back(std::move(one));
    if (parameter(visitor.query, "sort[direction]") == "desc")
        std::reverse(found.begin(), found.end());

    const auto limit = std::min(number_in(visitor.query, "pagination[limit]", default_page), longest_page);
    const auto pages = std::max<std::size_t>((found.size() + limit - 1) / limit, 1);
    const auto page = std::min(number_in(visitor.query, "pagination[page]", 1), pages);
    json::array data;
    for (auto at = (page - 1) * limit; at < std::min(found.size(), page * limit); ++at)
        data.push_back(std::move(found[at]));
    return pocket_id_json(200, {{"data", std::move(data)},
                                {"pagination",
                                 {{"totalPages", pages},
                                  {"totalItems", found.size()},
                                  {"currentPage", page},
                                  {"itemsPerPage", limit}}}});
}

std::optional<Answer> pocket_id_account(const PocketIdCall& call)
{
    const auto& path = call.visitor.path;
    const auto is_get = call.visitor.request.method == "GET";
    const auto is_groups = path == "/api/user-groups" && is_get;
    const auto is_keys = path == "/api/api-keys" || path.starts_with("/api/api-keys/");
    const auto is_own = (path == "/api/version/current" || path == "/api/users/me") && is_get;
    const auto is_users = path == "/api/users" && is_get;
    if (!is_groups && !is_keys && !is_own && !is_users)
        return std::nullopt;
    if (auto refusal = call.refusal_of_caller(is_groups || is_users))
        return refusal;
    if (is_groups)
        return groups(call);
    if (is_users)
        return listed_users(call);
    if (is_keys && !is_get)
        return call.refused(403, "API keys cannot do this", "api_key_auth_not_allowed");
    if (is_keys)
        return api_keys(call);
    if (path == "/api/users/me")
        return pocket_id_json(200, {{"isAdmin", key_of(call)->administrator}, {"disabled", false}});
    return version(call);
}

Answer pocket_id_preview(const PocketIdCall& call, const ProviderClient& client, std::string_view user)
{
    const auto users = users_of(call.site);
    const auto found =
        std::find_if(users.begin(), users.end(), [user](const auto* one) { return one->sub == user; });
    if (found == users.end() || !may_use(call.site, client, **found))
        return call.refused(403, "You're not allowed to access this service", "oidc_access_denied");
    const auto scopes = parameter(call.visitor.query, "scopes");
    const auto is_old = call.version == 9;
    const auto seconds = call.visitor.now.time_since_epoch().count();
    const json::object every{{"aud", json::array{json::value(client.id)}},
                             {"exp", format_timestamp(call.visitor.now + token_life)},
                             {"iat", format_timestamp(call.visitor.now)},
                             {"iss", call.site.base},
                             {"sub", user}};
    const json::object moments{{"auth_time", seconds}, {"rat", seconds}};
    const json::object type{{"type", "id-token"}};
    auto id_token = with(with(claims_for((*found)->id_token, scopes), every), type);
    auto access = with(every, is_old ? json::object{{"type", "oauth-access-token"}}
                                     : json::object{{"scp", words_of(scopes)}});
    auto info = with(claims_for((*found)->userinfo, scopes), {{"sub", user}});
    id_token["jti"] = call.site.ids.uuid();
    access["jti"] = call.site.ids.uuid();
    return pocket_id_json(200, {{"idToken", is_old ? id_token : with(id_token, moments)},
                                {"accessToken", access},
                                {"userInfo", is_old ? info : with(info, type)}});
}

} // namespace idpsync::sandbox
