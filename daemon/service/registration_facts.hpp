#pragma once

// What NetBird shows of itself to whoever registers it at a provider.

#include "core/ledger.hpp"
#include "core/provider.hpp"
#include "netbird/login_service.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <set>

namespace idpsync::service {

struct RegistrationFacts
{
    netbird::LoginDiscovery login;
    /// Whether a login through this connector carries a PKCE challenge; a key that is missing: not known.
    std::map<ProviderKey, bool> challenges;
};

/// Probes those connectors that a probe has opened already (docs/reconciling.md 21): of the others nothing is
/// known, because to ask would open them. What cannot be asked is left out.
boost::asio::awaitable<std::map<ProviderKey, bool>>
challenges_seen(netbird::LoginService& login, const Ledger& ledger, const std::set<ProviderKey>& keys);

} // namespace idpsync::service
