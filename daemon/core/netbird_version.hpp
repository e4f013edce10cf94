#pragma once

// NetBird's version, where what NetBird does depends on it. Nothing here is decided for a version that is not
// known: whoever asks gets the answer of the oldest one.

#include <compare>
#include <optional>
#include <string_view>

namespace idpsync {

/// A release, as "0.77.1".
struct NetBirdVersion
{
    unsigned major = 0;
    unsigned minor = 0;
    unsigned patch = 0;

    auto operator<=>(const NetBirdVersion&) const = default;
};

/// "0.77.1", "v0.77.1" or "0.77.1-rc.2" (counts as 0.77.1), or nothing: "development" and the like, which
/// servers say that were built without a release number.
std::optional<NetBirdVersion> parse_netbird_version(std::string_view text);

/// True when `allowed_groups` is held against local users too, the account's owner included: they have no
/// groups from a provider, so none of them can sign in. From v0.73.0 on it is not (netbirdio/netbird, change
/// 6422). True for a version that is not known.
bool allow_list_hits_local_users(std::optional<NetBirdVersion> version);

/// True when a connector of type entra that this version made knows its users by `oid`, which is the same for
/// every application of a tenant; older ones use `sub`, which each application has of its own
/// (netbirdio/netbird, change 6067, in v0.70.5). It stays as it was made. False for a version that is not
/// known.
bool entra_users_outlive_the_client(std::optional<NetBirdVersion> made_by);

} // namespace idpsync
