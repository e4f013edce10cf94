#pragma once

// The secrets of one client at a provider.

#include "core/policy.hpp"
#include "core/secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// How a server keeps the secrets of a client.
enum class SecretCustody
{
    one_shown,  ///< one, which it shows to whoever may manage the client (Keycloak, authentik)
    one_hidden, ///< one, shown only when it is made; a new one ends it at once (Pocket ID up to 2.13)
    /// One, shown; a new one is chosen by the server, and the one before it works until an end that it sets
    /// (Keycloak with a policy for client secret rotation).
    one_and_former,
    several ///< side by side, each shown only when it is made (Pocket ID from 2.14 on, Entra)
};

/// Another one ends it at once.
inline bool knows_one(SecretCustody custody)
{
    return custody == SecretCustody::one_shown || custody == SecretCustody::one_hidden;
}

/// What the one before is called where it is one_and_former.
inline constexpr std::string_view former_secret_id = "rotated";

/// One secret as the server lists it.
struct ClientSecret
{
    std::string id;     ///< raw
    std::string prefix; ///< its first characters; raw; empty: the server does not know them
    std::optional<WallTime> made;
    std::optional<WallTime> expires; ///< nothing: never
    bool active = true;
    std::string name = {}; ///< for people; raw; empty: it has none

    bool operator==(const ClientSecret&) const = default;
};

struct ClientSecrets
{
    SecretCustody custody = SecretCustody::one_hidden;
    std::vector<ClientSecret> list; ///< of `several`; oldest first

    bool operator==(const ClientSecrets&) const = default;
};

/// A secret that is to be made.
struct NewSecret
{
    Secret chosen;                   ///< of those that a server lets others choose
    std::optional<WallTime> expires; ///< of `several`; nothing: when this server ends one by itself
    std::string name = {};           ///< where secrets have one (chooses_secrets)
};

/// A secret that was just made.
struct MadeSecret
{
    Secret secret;
    std::string id;                       ///< of `several`; else empty
    std::optional<WallTime> expires = {}; ///< nothing: as it was asked for
    bool ended_former = false; ///< of `one_and_former`: against what was known, the one before works no more
};

} // namespace idpsync::registrar
