#pragma once

// The owner in NetBird's own configuration: `server.auth.owner` of the combined server's config.yaml, or
// `EmbeddedIdP.Owner` of management.json. NetBird takes over the hash at each start.

#include <string>

namespace idpsync {

struct DeclaredOwner
{
    std::string email;
    std::string hash;   ///< of the password, by bcrypt; with anything else each login ends in a 500
    std::string name{}; ///< in management.json alone

    bool operator==(const DeclaredOwner&) const = default;
};

} // namespace idpsync
