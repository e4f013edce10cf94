// A client as Pocket ID's administrator API reads and shows it. Numbers name files of
// tests/data/idp/pocket-id-2.9.0.

#include "sandbox/json.hpp"
#include "sandbox/provider/pocket_id_admin.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_name = 50;

/// A scheme, and none that is a script; "*" alone is let through (021, 024).
bool is_callback(std::string_view uri)
{
    const auto scheme = uri.substr(0, std::min(uri.find(':'), uri.size()));
    const auto is_named = !scheme.empty() && scheme.size() < uri.size() &&
                          scheme.find_first_of(" /?#") == std::string_view::npos;
    return uri == "*" || (is_named && scheme != "javascript" && scheme != "data");
}

bool is_client_id(std::string_view id)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return id.size() >= 2 && id.size() <= 128 && id.find_first_not_of(letters) == std::string_view::npos;
}

bool flag_of(const json::object& body, std::string_view name)
{
    const auto* flag = body.if_contains(name);
    return flag != nullptr && flag->is_bool() && flag->get_bool();
}

std::optional<InvalidClient> invalid_list(const json::object& body, std::string_view name,
                                          const std::string& shown)
{
    const auto uris = texts_of(body, name);
    for (std::size_t at = 0; at < uris.size(); ++at)
        if (!is_callback(uris[at]))
            return InvalidClient{std::string(name), shown + "[" + std::to_string(at) + "] is invalid"};
    return std::nullopt;
}

/// A member that the server keeps and this sandbox does nothing with.
struct Kept
{
    std::string_view name;
    json::value otherwise; ///< when a request leaves it out
    int since;
};

const std::vector<Kept>& kept_members()
{
    static const std::vector<Kept> all{{"hasLogo", false, 9},
                                       {"hasDarkLogo", false, 9},
                                       {"launchURL", nullptr, 9},
                                       {"requiresReauthentication", false, 9},
                                       {"credentials", json::object(), 9},
                                       {"skipConsent", false, 10},
                                       {"description", "", 12}, // 2.10 has it; the recorded build not yet
                                       {"accessTokenDurationMinutes", 60, 13},
                                       {"refreshTokenDurationMinutes", 43200, 13}};
    return all;
}

/// What the server keeps of a request, beside the members that have a place of their own in the client.
json::object kept_of(const json::object& body, const json::object& before, int version)
{
    json::object kept{{"name", body.at("name")}};
    for (const auto& [name, otherwise, since] : kept_members())
    {
        const auto* sent = body.if_contains(name);
        const auto is_default = sent == nullptr || sent->is_null() || *sent == json::value(0);
        if (since <= version)
            kept[name] = is_default ? otherwise : *sent;
    }
    for (const auto& [name, value] : before) // somebody gave the server members that this version has not
        if (!kept.contains(name) && body.contains(name))
            kept[name] = body.at(name);
    for (const auto* picture : {"hasLogo", "hasDarkLogo"})
        kept[picture] = flag_of(kept, picture) && flag_of(before, picture);
    if (kept.at("credentials").is_object())
        kept.at("credentials").get_object().erase("secrets");
    return kept;
}

} // namespace

std::vector<std::string> texts_of(const json::object& body, std::string_view name)
{
    std::vector<std::string> texts;
    const auto* list = body.if_contains(name);
    if (list != nullptr && list->is_array())
        for (const auto& one : list->get_array())
            texts.emplace_back(one.is_string() ? one.get_string() : json::string());
    return texts;
}

/// (020-023, 041)
std::optional<InvalidClient> invalid_pocket_id_client(const json::object& body)
{
    const auto name = string_member(body, "name");
    if (name.empty())
        return InvalidClient{"name", "Name is required"};
    if (name.size() > longest_name)
        return InvalidClient{"name",
                             "Name must be at most " + std::to_string(longest_name) + " characters long"};
    if (const auto id = string_member(body, "id"); !id.empty() && !is_client_id(id))
        return InvalidClient{"id", "ID is invalid"};
    if (auto bad = invalid_list(body, "callbackURLs", "CallbackURLs"))
        return bad;
    return invalid_list(body, "logoutCallbackURLs", "LogoutCallbackURLs");
}

void write_pocket_id_client(ProviderClient& client, const json::object& body, int version)
{
    client.record = kept_of(body, client.record, version);
    client.redirect_uris = texts_of(body, "callbackURLs");
    client.logout_uris = texts_of(body, "logoutCallbackURLs");
    client.public_client = flag_of(body, "isPublic");
    client.pkce_required = flag_of(body, "pkceEnabled") || client.public_client;
    client.pushed_requests = flag_of(body, "requiresPushedAuthorizationRequests");
    client.group_restricted = flag_of(body, "isGroupRestricted");
    if (!client.group_restricted)
        client.allowed_groups.clear();
}

json::object shown_pocket_id_client(const PocketIdCall& call, ProviderClient& client)
{
    json::object all{{"id", client.id}, {"name", client.id}};
    for (const auto& [name, otherwise, since] : kept_members())
        if (since <= call.version)
            all[name] = otherwise;
    for (const auto& [name, value] : client.record)
        all[name] = value;
    all["callbackURLs"] = json::value_from(client.redirect_uris);
    all["logoutCallbackURLs"] = json::value_from(client.logout_uris);
    all["isPublic"] = client.public_client;
    all["pkceEnabled"] = client.pkce_required;
    all["requiresPushedAuthorizationRequests"] = client.pushed_requests;
    all["isGroupRestricted"] = client.group_restricted;
    if (call.version >= 13)
        all["clientType"] = "standard";
    if (call.version >= 14 && all.at("credentials").is_object())
        all.at("credentials").get_object()["secrets"] = listed_secrets(call, client);
    return all;
}

} // namespace idpsync::sandbox
