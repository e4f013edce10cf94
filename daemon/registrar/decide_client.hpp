#pragma once

// What a pass makes of a client at its provider (docs/reconciling.md 35), from values alone.

#include "core/client_item.hpp"
#include "core/hold.hpp"
#include "core/next_command.hpp"
#include "registrar/client_needs.hpp"
#include "registrar/client_secrets.hpp"
#include "registrar/former_uris.hpp"
#include "registrar/provider_client.hpp"
#include "registrar/rotation.hpp"

#include <optional>
#include <string_view>

namespace idpsync::registrar {

/// What was found when the API was asked: the client; that there is none; or why nothing can be said.
using ClientFound = Result<std::optional<ProviderClient>>;

struct ClientView
{
    const DesiredProvider& desired; ///< with values and registration
    std::string_view product;       ///< "Pocket ID"
    const ClientFound& found;
    const ClientNeeds& needs;
    std::optional<WallTime> access_ends = {}; ///< ClientItem::access_ends
    const LedgerClient* known = nullptr;      ///< nullptr: nothing is
    /// A generated secret is not the provider's yet.
    bool sends_secret = false;
    SecretCustody custody = SecretCustody::several; ///< where that is so
    Rotation rotation = Rotation::none;             ///< of that secret
    bool rotation_asked = false;                    ///< somebody waits for it
    /// URIs of former addresses that stay for now, and why (former_uris.hpp).
    std::vector<std::string> former_uris{};
    FormerFate former_fate = FormerFate::go;
    /// The setting that says where the registration's secret is; empty: of an entry of identity_providers.
    std::string secret_setting{};
    bool can_be_made = true; ///< a client can be made with a declared id (chooses_client_ids)
    const Hold* hold = nullptr;
    WallTime now{};
    bool selected = true;
    bool named = false;             ///< the command named the key: it is contested no more
    bool forgive_contested = false; ///< SIGHUP, reload
    NextCommand commands{};         ///< as the operator is to type them
};

/// | client                       | because                                        | decision             |
/// |------------------------------|------------------------------------------------|----------------------|
/// | cannot be read               |                                                | block                |
/// | any                          | NetBird's redirect URI is not known            | block                |
/// | none                         |                                                | create               |
/// | none                         | the provider chooses the id                    | block                |
/// | as needed, secret known      |                                                | nothing              |
/// | as needed                    | a rotation was asked for and cannot begin      | refuse, or wait      |
/// | differs                      | public, and others may use it so               | refuse: consent      |
/// | of a standalone NetBird      | confidential, or its users get other ids       | refuse: consent      |
/// | its one secret ends at once  | it was not made here                           | refuse: consent      |
/// | differs                      | the same part was overturned 3 times           | conflict: contested  |
/// | differs                      | the provider refused or ignored it             | wait, or conflict    |
/// | differs                      | it was as needed after our last write          | update (drifted)     |
/// | differs                      |                                                | update               |
ClientItem decide_client(const ClientView& view);

/// Those traits of a client that are to be put right.
ClientTraits wrong_traits(const ProviderClient& client, const ClientNeeds& needs);

/// What the ledger knows after the write of `item` succeeded at `now`.
LedgerClient known_after_write(const ClientItem& item, WallTime now);

} // namespace idpsync::registrar
