#pragma once

// The objects of Pocket ID's API, as far as this program reads or writes them.

#include "json/shape.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// As the server spells it. What newer versions add is passed over.
struct PocketIdGroup
{
    std::string id;
    std::string name;
};

struct PocketIdClient
{
    std::string id;
    std::string name;
    std::vector<std::string> callback_urls;
    std::vector<std::string> logout_urls;
    bool is_public = false;
    bool demands_challenge = false;
    bool demands_pushed_requests = false;
    bool restricted = false;
    std::vector<PocketIdGroup> allowed_groups;
};

struct NewPocketIdClient
{
    std::string id;
    std::string name;
    std::string_view description;
    std::vector<std::string> callback_urls;
    std::vector<std::string> logout_urls;
    std::string launch_url;
    bool is_public = false; ///< it demands PKCE then
    bool restricted = false;
};

struct PocketIdPage
{
    unsigned current = 0;
    unsigned total = 0;
};

struct PocketIdGroupList
{
    std::vector<PocketIdGroup> groups;
    PocketIdPage page;
};

/// An entry of the list, or what was made: only then, and up to 2.13 alone, it has the secret itself.
struct PocketIdSecret
{
    std::string id;
    std::string prefix;
    std::string made;
    std::optional<std::string> expires;
    bool active = false;
};

struct PocketIdMadeSecret
{
    std::string id;
    std::string secret;
};

struct PocketIdKey
{
    std::string expires;
    std::optional<std::string> used; ///< last
};

struct PocketIdKeyList
{
    std::vector<PocketIdKey> keys;
};

} // namespace idpsync::registrar

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::PocketIdGroup> =
    object("group", "", member("id", &registrar::PocketIdGroup::id),
           member("name", &registrar::PocketIdGroup::name));

template <>
inline constexpr auto shape<registrar::PocketIdClient> =
    object("client", "", member("id", &registrar::PocketIdClient::id),
           member("name", &registrar::PocketIdClient::name),
           member("callbackURLs", &registrar::PocketIdClient::callback_urls),
           member("logoutCallbackURLs", &registrar::PocketIdClient::logout_urls).if_set(),
           member("isPublic", &registrar::PocketIdClient::is_public),
           member("pkceEnabled", &registrar::PocketIdClient::demands_challenge),
           member("requiresPushedAuthorizationRequests", &registrar::PocketIdClient::demands_pushed_requests)
               .if_set(),
           member("isGroupRestricted", &registrar::PocketIdClient::restricted),
           member("allowedUserGroups", &registrar::PocketIdClient::allowed_groups).if_set());

template <>
inline constexpr auto shape<registrar::NewPocketIdClient> =
    object("client", "", member("id", &registrar::NewPocketIdClient::id),
           member("name", &registrar::NewPocketIdClient::name),
           member("description", &registrar::NewPocketIdClient::description),
           member("callbackURLs", &registrar::NewPocketIdClient::callback_urls),
           member("logoutCallbackURLs", &registrar::NewPocketIdClient::logout_urls),
           member("launchURL", &registrar::NewPocketIdClient::launch_url).if_set(),
           member("isPublic", &registrar::NewPocketIdClient::is_public),
           member("pkceEnabled", &registrar::NewPocketIdClient::is_public),
           constant("requiresPushedAuthorizationRequests", false),
           member("isGroupRestricted", &registrar::NewPocketIdClient::restricted));

template <>
inline constexpr auto shape<registrar::PocketIdPage> =
    object("page", "", member("currentPage", &registrar::PocketIdPage::current),
           member("totalPages", &registrar::PocketIdPage::total));

template <>
inline constexpr auto shape<registrar::PocketIdGroupList> =
    object("groups", "", member("data", &registrar::PocketIdGroupList::groups),
           member("pagination", &registrar::PocketIdGroupList::page));

template <>
inline constexpr auto shape<registrar::PocketIdSecret> =
    object("secret", "", member("id", &registrar::PocketIdSecret::id),
           member("prefix", &registrar::PocketIdSecret::prefix).if_set(),
           member("createdAt", &registrar::PocketIdSecret::made),
           member("expiresAt", &registrar::PocketIdSecret::expires).or_null(),
           member("isActive", &registrar::PocketIdSecret::active));

template <>
inline constexpr auto shape<registrar::PocketIdMadeSecret> =
    object("secret", "", member("id", &registrar::PocketIdMadeSecret::id).if_set(),
           member("secret", &registrar::PocketIdMadeSecret::secret));

template <>
inline constexpr auto shape<registrar::PocketIdKey> =
    object("key", "", member("expiresAt", &registrar::PocketIdKey::expires),
           member("lastUsedAt", &registrar::PocketIdKey::used).or_null());

template <>
inline constexpr auto shape<registrar::PocketIdKeyList> =
    object("keys", "", member("data", &registrar::PocketIdKeyList::keys));

} // namespace idpsync::json
