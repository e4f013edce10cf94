#pragma once

// Everything that `doctor` looked at of a standalone NetBird. What could not be looked at says why.

#include "core/next_command.hpp"
#include "core/standalone.hpp"
#include "diagnose/client_checks.hpp"
#include "diagnose/netbird_checks.hpp"
#include "netbird/inspector.hpp"
#include "oidc/check.hpp"
#include "registrar/user_manager.hpp"
#include "standalone/render.hpp"

#include <boost/url/url.hpp>

#include <optional>
#include <string>
#include <vector>

namespace idpsync::diagnose {

/// NetBird's API at one of the addresses where it may be.
struct ApiSight
{
    boost::urls::url address; ///< without a slash at the end
    Result<bool> instance;    ///< GET /api/instance; true: nobody has set it up
};

/// One address that must be registered for the client.
struct RedirectSight
{
    std::string uri; ///< raw
    oidc::ProviderCheck check;
};

/// What only an access token sees, and `management` is declared.
struct TokenSight
{
    NetBirdFacts netbird;
    netbird::Asked<std::vector<netbird::Group>> groups;
    netbird::Asked<bool> audit_log;
};

struct StandaloneFacts
{
    Result<standalone::DirectoryFiles> files;
    /// Nothing: the files were not read, or the provider's document is not there to compare them with.
    std::optional<standalone::Rendering> rendering{};

    oidc::Registration registration{};      ///< the client, without a redirect URI
    oidc::ProviderCheck provider{};         ///< document and keys
    std::vector<RedirectSight> redirects{}; ///< asked only where the document is as declared
    /// Nothing: no manager is declared, or its credential may not go where the document says.
    std::optional<Result<registrar::ManagerSight>> manager{};
    /// By the provider's own API; nothing: nobody may look there.
    std::optional<ClientFound> client{};

    std::vector<ApiSight> apis{}; ///< never empty
    /// NetBird's embedded login service, which should not be there; nothing: no API answers.
    std::optional<netbird::Asked<netbird::LoginDiscovery>> login_service{};
    std::optional<TokenSight> token{};
    /// What the running server hands out, as JSON in the form of management.json; nothing: not asked for.
    std::optional<Result<std::string>> handed_out{};
};

/// What the judgements need beside what was seen.
struct StandaloneContext
{
    const Standalone& declared;
    std::string api_port; ///< that clients are told
    bool port_is_declared = false;
    std::string token_source; ///< where management.token points, in words; empty: it is not declared
    NextCommand commands{};
    WallTime now{};
};

/// The client at the provider is looked at there: by `registration`, or as the manager.
bool has_way_to_client(const Standalone& declared);

} // namespace idpsync::diagnose
