#pragma once

// Keycloak: the client whose service account NetBird's manager of users is. What it is, held against what
// NetBird needs, and what follows from that. Pure.

#include "core/client_item.hpp"
#include "core/enumerators.hpp"
#include "core/error.hpp"

#include <optional>
#include <set>
#include <string>

namespace idpsync::registrar {

/// What can be wrong with it. Public names.
BOOST_DEFINE_ENUM_CLASS(BackendTrait, enabled, confidential, service_account, client_secret, view_users)

using BackendTraits = std::set<BackendTrait>;

struct BackendClient
{
    std::string handle; ///< its uuid
    std::string client_id;
    bool ours = false; ///< it has the mark of this program
    bool enabled = true;
    bool by_secret = true;             ///< it must show a secret, and nothing else
    bool service_account = true;       ///< it may get tokens for itself
    std::optional<bool> knows_secret;  ///< it has the declared one; nothing: nobody can tell
    std::optional<bool> reads_users{}; ///< seen as NetBird's server sees it; nothing: it could not be tried
    std::string untried{};             ///< why not; empty: the traits before it say that
};

/// Those that are to be put right. Whoever makes it confidential makes it a new secret, too.
BackendTraits wrong_traits(const BackendClient& client);

struct BackendView
{
    const DesiredProvider& logins; ///< the client of logins, with values and registration
    std::string account;           ///< the client id that is declared of the manager
    std::string product;
    const Result<std::optional<BackendClient>>& found;
    bool weak_secret = false; ///< the declared secret is too short to be sent (is_weak_secret())
};

/// Whoever guesses it reads every user of the realm.
bool is_weak_secret(const std::string& secret);

/// | backend                | because                                          | decision        |
/// |------------------------|--------------------------------------------------|-----------------|
/// | cannot be read         |                                                  | block           |
/// | is the client of logins|                                                  | block           |
/// | signs this program in  | and differs                                      | block           |
/// | none, or other secret  | the declared secret is too short                 | block           |
/// | none                   |                                                  | create          |
/// | differs                | others may use it: public, off, another secret   | refuse: consent |
/// | not made here          | its secret would open more than before           | refuse: consent |
/// | differs                |                                                  | update          |
ClientItem decide_backend(const BackendView& view);

} // namespace idpsync::registrar
