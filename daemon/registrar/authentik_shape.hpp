#pragma once

// The objects of authentik's API, as far as this program reads them. What newer versions add is passed over.

#include "json/shape.hpp"
#include "net/oauth.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::registrar {

struct AuthentikUri
{
    std::string matching_mode;
    std::string url;
    std::string type; ///< from 2026.5 on: authorization or logout; empty: authorization
};

/// An OAuth2 provider: a client.
struct AuthentikProvider
{
    std::int64_t pk = 0;
    std::string name;
    std::string client_id;
    std::string client_secret;
    std::string client_type;
    std::vector<AuthentikUri> redirect_uris;
    std::optional<std::string> signing_key;
    std::optional<std::string> encryption_key;
    std::vector<std::string> mappings;
    bool claims_in_id_token = false;
    std::optional<std::string> subject_mode;
    std::optional<std::string> code_validity; ///< "minutes=10"
    /// From 2026.5 on; a provider without any refuses every login.
    std::optional<std::vector<std::string>> grant_types;
};

struct AuthentikProviders
{
    std::vector<AuthentikProvider> results;
};

/// What puts claims into tokens.
struct AuthentikMapping
{
    std::string pk;
    std::string name;
    std::string managed; ///< of one that authentik brings along: what it is
    std::string scope;
    std::string expression; ///< Python
};

struct AuthentikPagination
{
    std::int64_t next = 0; ///< 0: this is the last page
};

struct AuthentikMappings
{
    std::vector<AuthentikMapping> results;
    AuthentikPagination pagination;
};

/// A flow or a key pair.
struct AuthentikNamed
{
    std::string pk;
    std::string name;
    std::string slug; ///< of a flow
};

struct AuthentikNamedList
{
    std::vector<AuthentikNamed> results;
};

} // namespace idpsync::registrar

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::AuthentikUri> =
    object("uri", "", member("matching_mode", &registrar::AuthentikUri::matching_mode),
           member("url", &registrar::AuthentikUri::url),
           member("redirect_uri_type", &registrar::AuthentikUri::type).if_set());

template <>
inline constexpr auto shape<registrar::AuthentikProvider> =
    object("provider", "", member("pk", &registrar::AuthentikProvider::pk),
           member("name", &registrar::AuthentikProvider::name),
           member(net::oauth::client_id, &registrar::AuthentikProvider::client_id),
           member("client_secret", &registrar::AuthentikProvider::client_secret).if_set(),
           member("client_type", &registrar::AuthentikProvider::client_type),
           member("redirect_uris", &registrar::AuthentikProvider::redirect_uris),
           member("signing_key", &registrar::AuthentikProvider::signing_key).or_null(),
           member("encryption_key", &registrar::AuthentikProvider::encryption_key).or_null(),
           member("property_mappings", &registrar::AuthentikProvider::mappings).if_set(),
           member("include_claims_in_id_token", &registrar::AuthentikProvider::claims_in_id_token),
           member("sub_mode", &registrar::AuthentikProvider::subject_mode).if_set(),
           member("access_code_validity", &registrar::AuthentikProvider::code_validity).if_set(),
           member("grant_types", &registrar::AuthentikProvider::grant_types).if_set());

template <>
inline constexpr auto shape<registrar::AuthentikProviders> =
    object("providers", "", member("results", &registrar::AuthentikProviders::results));

template <>
inline constexpr auto shape<registrar::AuthentikMapping> =
    object("mapping", "", member("pk", &registrar::AuthentikMapping::pk),
           member("name", &registrar::AuthentikMapping::name),
           member("managed", &registrar::AuthentikMapping::managed).or_null(),
           member("scope_name", &registrar::AuthentikMapping::scope),
           member("expression", &registrar::AuthentikMapping::expression));

template <>
inline constexpr auto shape<registrar::AuthentikPagination> =
    object("pagination", "", member("next", &registrar::AuthentikPagination::next));

template <>
inline constexpr auto shape<registrar::AuthentikMappings> =
    object("mappings", "", member("results", &registrar::AuthentikMappings::results),
           member("pagination", &registrar::AuthentikMappings::pagination));

template <>
inline constexpr auto shape<registrar::AuthentikNamed> =
    object("object", "", member("pk", &registrar::AuthentikNamed::pk),
           member("name", &registrar::AuthentikNamed::name),
           member("slug", &registrar::AuthentikNamed::slug));

template <>
inline constexpr auto shape<registrar::AuthentikNamedList> =
    object("objects", "", member("results", &registrar::AuthentikNamedList::results));

} // namespace idpsync::json
