#pragma once

// Where a setup.env has another effect than what is wanted. Pure.

#include "standalone/setup_env.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::standalone {

/// What a key of setup.env shall be.
struct WantedKey
{
    std::string key;
    std::string value; ///< empty: NetBird's own default, or nothing
    std::string why;   ///< what of the declaration asks for it: "client_id"
};

/// One value that differs.
struct Change
{
    std::string key;                   ///< of setup.env, or a path of management.json
    std::optional<std::string> seen{}; ///< nothing: only a shell could tell
    std::string wanted;
    std::string why;
    std::string consequence;    ///< what the value decides
    bool secret = false;        ///< neither value is to be shown
    bool strands_users = false; ///< users would get other ids, and each would be a new one

    bool operator==(const Change&) const = default;
};

/// What a change that strands users means for them.
inline constexpr std::string_view other_ids =
    "at another provider users have other ids: each of them becomes a new user";

/// The keys whose effect is another, in the order of `wanted`; behind them those of the manager of users that
/// nothing asks for. A value counts as NetBird takes it: an empty one as its default.
std::vector<Change> compare_setup(const SetupEnv& present, const std::vector<WantedKey>& wanted);

} // namespace idpsync::standalone
