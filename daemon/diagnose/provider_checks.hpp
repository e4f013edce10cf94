#pragma once

// What is looked at of one provider: seen from outside, as NetBird lists it, and as NetBird's login service
// uses it.

#include "core/finding.hpp"
#include "core/next_command.hpp"
#include "core/plan.hpp"
#include "diagnose/client_checks.hpp"
#include "netbird/login_service.hpp"
#include "oidc/check.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/known_refusals.hpp"
#include "registrar/known_secrets.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::diagnose {

/// Everything that was found out about one declared, present provider.
struct ProviderFacts
{
    PlanItem item;               ///< what a pass would make of it; `seen`: its connector
    bool listed = false;         ///< NetBird's list was read: `item` says something
    bool restart_needed = false; ///< by the ledger: NetBird has not been seen to restart since it was written
    bool has_secret = false;     ///< a client secret is declared and could be read
    std::optional<oidc::ProviderCheck> check; ///< nothing: its issuer is none that can be asked
    std::optional<WallTime> secret_expires;   ///< by the file
    /// When what `registration` signs in with ends, by the provider's word; nothing: nobody asked, or it has
    /// no end that the provider tells.
    std::optional<Result<std::optional<WallTime>>> access_ends{};
    std::optional<registrar::SecretEnd> secret_end =
        {};                                           ///< of the declared secret, by the provider's own API
    std::optional<WallTime> credentials_from;         ///< the credentials were tried then, not just now
    std::optional<Result<netbird::LoginProbe>> probe; ///< nothing: there is no connector to be probed
    std::optional<ClientFound> client = {};   ///< by the provider's own API; nothing: it was not asked
    registrar::ClientNeeds client_needs = {}; ///< of that client, but for what the probe shows
    std::string redirect_uri = {};            ///< NetBird's now; raw; empty: not known
    std::optional<reconcile::RefusedWrite> refused = {}; ///< NetBird refused to write just these values
    std::optional<Finding> login_service_refusal = {};   ///< what an earlier probe showed, whoever made it
    NextCommand commands{};                              ///< as the reader is to type them
};

/// Every check of it, well or not, what to mend first first; never empty. What follows from another finding
/// is not said: a connector that cannot be opened says nothing new about a provider that does not answer.
/// Pure.
std::vector<Finding> judge_provider(const ProviderFacts& facts, WallTime now);

/// What the probe showed of the connector, to be kept for those who do not probe. `findings`: what was judged
/// of it. Nothing: it could not be seen, or a restart of NetBird is known to be needed before it tells.
std::optional<reconcile::LoginServiceSight> sight_of_login_service(const ProviderFacts& facts,
                                                                   const std::vector<Finding>& findings);

} // namespace idpsync::diagnose
