#pragma once

// An application as Microsoft Graph shows it, as far as this program reads it. What it does not have is null,
// or left out.

#include "json/shape.hpp"

#include <optional>
#include <string>
#include <vector>

namespace idpsync::registrar {

struct EntraWeb
{
    std::vector<std::string> redirect_uris;
    std::optional<std::string> logout_url;
};

struct EntraPassword
{
    std::string id;
    std::optional<std::string> name;
    std::optional<std::string> hint; ///< the first three characters of the secret
    std::optional<std::string> begin;
    std::optional<std::string> end;
};

/// A password that was just made: only then Graph shows the secret.
struct EntraMadePassword
{
    std::string id;
    std::string secret;
    std::optional<std::string> end;
};

struct EntraApplication
{
    std::string id;
    std::string app_id;
    std::optional<std::string> name;
    std::optional<EntraWeb> web;
    std::vector<EntraPassword> passwords;
    std::optional<std::string> group_claims;
};

} // namespace idpsync::registrar

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::EntraWeb> =
    object("web", "", member("redirectUris", &registrar::EntraWeb::redirect_uris).if_set(),
           member("logoutUrl", &registrar::EntraWeb::logout_url).or_null());

template <>
inline constexpr auto shape<registrar::EntraPassword> =
    object("password", "", member("keyId", &registrar::EntraPassword::id),
           member("displayName", &registrar::EntraPassword::name).or_null(),
           member("hint", &registrar::EntraPassword::hint).or_null(),
           member("startDateTime", &registrar::EntraPassword::begin).or_null(),
           member("endDateTime", &registrar::EntraPassword::end).or_null());

template <>
inline constexpr auto shape<registrar::EntraMadePassword> =
    object("password", "", member("keyId", &registrar::EntraMadePassword::id),
           member("secretText", &registrar::EntraMadePassword::secret),
           member("endDateTime", &registrar::EntraMadePassword::end).or_null());

template <>
inline constexpr auto shape<registrar::EntraApplication> =
    object("application", "", member("id", &registrar::EntraApplication::id),
           member("appId", &registrar::EntraApplication::app_id),
           member("displayName", &registrar::EntraApplication::name).or_null(),
           member("web", &registrar::EntraApplication::web).or_null(),
           member("passwordCredentials", &registrar::EntraApplication::passwords).if_set(),
           member("groupMembershipClaims", &registrar::EntraApplication::group_claims).or_null());

} // namespace idpsync::json
