#pragma once

// The secrets of one client at a provider.

#include "core/policy.hpp"
#include "core/secret.hpp"

#include <optional>
#include <string>
#include <vector>

namespace idpsync::registrar {

/// How a server keeps the secrets of a client.
enum class SecretCustody
{
    one_shown,  ///< one, which it shows to whoever may manage the client (Keycloak, authentik)
    one_hidden, ///< one, shown only when it is made; a new one ends it at once (Pocket ID up to 2.13)
    several     ///< up to twenty, each shown only when it is made (Pocket ID from 2.14 on)
};

/// One secret as the server lists it.
struct ClientSecret
{
    std::string id;     ///< raw
    std::string prefix; ///< its first characters; raw; empty: the server does not know them
    std::optional<WallTime> made;
    std::optional<WallTime> expires; ///< nothing: never
    bool active = true;

    bool operator==(const ClientSecret&) const = default;
};

struct ClientSecrets
{
    SecretCustody custody = SecretCustody::one_hidden;
    std::vector<ClientSecret> list; ///< of `several`; oldest first

    bool operator==(const ClientSecrets&) const = default;
};

/// A secret that was just made.
struct MadeSecret
{
    Secret secret;
    std::string id; ///< of `several`; else empty
};

} // namespace idpsync::registrar
