#pragma once

// What the operator declared of a standalone NetBird, read and validated. config/ makes it from YAML.

#include "core/desired.hpp"
#include "core/enumerators.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync {

BOOST_DEFINE_ENUM_CLASS(StandaloneProvider, pocketid, authentik, keycloak,
                        generic ///< any other: without a manager of users
)

/// Which token of a login the dashboard and `netbird up` hand to the API.
BOOST_DEFINE_ENUM_CLASS(TokenSource, access_token, id_token)

/// As NetBird spells them.
constexpr std::string_view to_string(TokenSource source)
{
    return source == TokenSource::id_token ? "idToken" : "accessToken";
}

/// How the manager's secret gets to the server.
BOOST_DEFINE_ENUM_CLASS(SecretPlacement,
                        in_place, ///< it stands in setup.env and management.json
                        reference ///< a variable of the server's environment, from a file of its own
)

/// What `allow:` of a standalone NetBird may hold: the only guarded change that there is of it.
BOOST_DEFINE_ENUM_CLASS(StandaloneConsent, client_change)

constexpr std::string_view to_string(StandaloneConsent /*consent*/)
{
    return "client-change";
}

/// How NetBird's server asks the provider for its users.
struct UserManager
{
    SecretSource secret; ///< pocketid: an API key; authentik: an app password; keycloak: a client's secret
    std::string account; ///< authentik: a user's name; keycloak: a client id; pocketid: empty
    std::string url;     ///< where the provider's API is; empty: at the issuer
};

/// `standalone:`
struct Standalone
{
    StandaloneProvider provider = StandaloneProvider::generic;
    std::string issuer;
    std::string client_id;
    std::string domain;
    std::string directory;                     ///< absolute
    std::optional<UserManager> manager{};      ///< nothing: none
    std::string audience{};                    ///< empty: the client id
    std::string scopes{};                      ///< empty: what the provider's guide says
    std::optional<TokenSource> token_source{}; ///< nothing: what the provider's guide says
    bool device_login = true;                  ///< where the provider has it
    std::optional<bool> reverse_proxy{};       ///< API and signal are on 443; nothing: as it is
    SecretPlacement secrets = SecretPlacement::in_place;
    bool allow_http = false; ///< a plain http issuer beyond loopback is meant
    /// As whom its client is read at the provider, and written; nothing: it is read as the manager, where
    /// that may.
    std::optional<DesiredRegistration> registration{};
    Consents allow{}; ///< to changes of the client that others may notice
    /// Whoever wrote the file has seen that the client is as `show registration` says; nobody else can.
    bool client_attested = false;
    bool apply = false;                          ///< `run` writes files and client, too; else it only checks
    std::chrono::milliseconds interval{300'000}; ///< of the checks of `run`
    SourceLocation where{};
};

} // namespace idpsync
