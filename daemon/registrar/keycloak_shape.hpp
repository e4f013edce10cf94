#pragma once

// The objects of Keycloak's administration, as far as this program reads them. It leaves out what is null.

#include "json/shape.hpp"

#include <map>
#include <string>
#include <vector>

namespace idpsync::registrar {

/// What puts claims into tokens, of a client or a client scope. Whatever is configured is a text.
struct KeycloakMapper
{
    std::string id;
    std::string name;
    std::string kind;
    std::map<std::string, std::string> config;
};

struct KeycloakClient
{
    std::string id;
    std::string client_id;
    std::string name;
    std::string secret;
    bool enabled = false;
    bool is_public = false;
    bool bearer_only = false;
    bool standard_flow = false;
    std::vector<std::string> redirect_uris;
    std::vector<std::string> web_origins;
    std::map<std::string, std::string> attributes;
    std::vector<std::string> default_scopes;
    std::vector<std::string> optional_scopes;
};

struct KeycloakScope
{
    std::string id;
    std::string name;
    std::vector<KeycloakMapper> mappers;
};

/// What of a client matters to whoever signs in as it.
struct KeycloakAccount
{
    std::string id;
    std::string client_id;
    std::string description;
    std::string secret;
    std::string authenticator;
    bool enabled = false;
    bool is_public = false;
    bool bearer_only = false;
    bool service_account = false;
};

} // namespace idpsync::registrar

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::KeycloakMapper> =
    object("mapper", "", member("id", &registrar::KeycloakMapper::id).if_set(),
           member("name", &registrar::KeycloakMapper::name),
           member("protocolMapper", &registrar::KeycloakMapper::kind),
           member("config", &registrar::KeycloakMapper::config).if_set());

template <>
inline constexpr auto shape<registrar::KeycloakClient> =
    object("client", "", member("id", &registrar::KeycloakClient::id),
           member("clientId", &registrar::KeycloakClient::client_id),
           member("name", &registrar::KeycloakClient::name).if_set(),
           member("secret", &registrar::KeycloakClient::secret).if_set(),
           member("enabled", &registrar::KeycloakClient::enabled),
           member("publicClient", &registrar::KeycloakClient::is_public),
           member("bearerOnly", &registrar::KeycloakClient::bearer_only).if_set(),
           member("standardFlowEnabled", &registrar::KeycloakClient::standard_flow),
           member("redirectUris", &registrar::KeycloakClient::redirect_uris).if_set(),
           member("webOrigins", &registrar::KeycloakClient::web_origins).if_set(),
           member("attributes", &registrar::KeycloakClient::attributes).if_set(),
           member("defaultClientScopes", &registrar::KeycloakClient::default_scopes).if_set(),
           member("optionalClientScopes", &registrar::KeycloakClient::optional_scopes).if_set());

template <>
inline constexpr auto shape<registrar::KeycloakAccount> =
    object("client", "", member("id", &registrar::KeycloakAccount::id),
           member("clientId", &registrar::KeycloakAccount::client_id),
           member("description", &registrar::KeycloakAccount::description).if_set(),
           member("secret", &registrar::KeycloakAccount::secret).if_set(),
           member("clientAuthenticatorType", &registrar::KeycloakAccount::authenticator).if_set(),
           member("enabled", &registrar::KeycloakAccount::enabled),
           member("publicClient", &registrar::KeycloakAccount::is_public),
           member("bearerOnly", &registrar::KeycloakAccount::bearer_only).if_set(),
           member("serviceAccountsEnabled", &registrar::KeycloakAccount::service_account).if_set());

template <>
inline constexpr auto shape<registrar::KeycloakScope> =
    object("scope", "", member("id", &registrar::KeycloakScope::id).if_set(),
           member("name", &registrar::KeycloakScope::name),
           member("protocolMappers", &registrar::KeycloakScope::mappers).if_set());

} // namespace idpsync::json
