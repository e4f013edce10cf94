#pragma once

// Of a client at Keycloak: reading it, and the mappers that it and its scopes have.

#include "registrar/keycloak_shape.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace idpsync::registrar {

/// Of a whole object; what this program knows nothing of is passed over.
KeycloakClient read_client(const boost::json::value& client);

/// Its own; none where they are not as expected.
std::vector<KeycloakMapper> mappers_of(const boost::json::value& client);

/// Whatever kind of mapper it is: one of groups, of roles, a script.
bool makes_groups(const KeycloakMapper& mapper);

/// And into the ID token, which NetBird reads.
bool brings_groups(const KeycloakMapper& mapper);

/// Two mappers of a client have two names.
std::string free_name(const std::vector<KeycloakMapper>& mappers, std::string name = "groups");

} // namespace idpsync::registrar
