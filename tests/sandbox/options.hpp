#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

/// Versions of NetBird that behave differently; each stands for the release that was recorded.
enum class Generation
{
    v0_62, ///< v0.62.0: no check of the issuer, no version, no adfs
    v0_65, ///< v0.65.3
    v0_70, ///< v0.70.4
    v0_77  ///< v0.77.1
};

/// "0.77", "v0.77.1" and the like; nothing for a version that was not recorded.
std::optional<Generation> parse_generation(std::string_view text);

enum class Role
{
    owner,
    admin,
    auditor,
    user
};

/// "0.77.1".
std::string_view release_of(Generation generation);

std::optional<Role> parse_role(std::string_view text);
std::string_view to_string(Role role);

/// A personal access token that works from the start. An owner's belongs to the person who set NetBird up,
/// any other to a service user of that role.
struct TokenGrant
{
    std::string token;
    Role role = Role::owner;
};

/// The owner's token when the options name none. Well-formed.
inline constexpr std::string_view default_token = "nbp_sandboxsandboxsandboxsandbox001AvzVH";

/// Somebody whom the login service knows by a password.
struct LocalLogin
{
    std::string email;
    std::string password;
    std::string name = "Owner";
};

struct Options
{
    Generation generation = Generation::v0_77;
    std::string url = "http://netbird.test"; ///< where NetBird is, without trailing slash
    std::vector<TokenGrant> tokens{{std::string(default_token), Role::owner}};
    /// What the server says; nothing: the release that the generation stands for. One that was built without
    /// a release number, as the recorded ones, says "development".
    std::optional<std::string> version = {};
    std::string account_domain = "netbird.selfhosted";
    /// Nobody has set NetBird up: no account, no owner, no token (`tokens` does not count then).
    bool fresh = false;
    /// With a fresh one: the owner in NetBird's own configuration. Else who may sign in with a password:
    /// owner_email (users.hpp) is the owner.
    std::vector<LocalLogin> local_users = {};
    bool setup_token = false; ///< NB_SETUP_PAT_ENABLED: /api/setup may make a token
    bool embedded_idp = true;
    /// netbird-cli may come back to any port of localhost, as it may where an operator registered one.
    bool any_cli_port = false;
    bool local_auth_disabled = false;
    bool rate_limit = false;
    std::chrono::milliseconds write_delay{0};         ///< of every POST, PUT and DELETE
    std::chrono::milliseconds issuer_timeout{10'000}; ///< of the check of an issuer
    std::uint64_t seed = 1;                           ///< ids follow from it
};

} // namespace idpsync::sandbox
