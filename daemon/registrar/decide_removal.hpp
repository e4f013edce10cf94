#pragma once

// What a pass makes of a client whose provider is declared absent (docs/reconciling.md 37), from values
// alone.

#include "core/client_item.hpp"
#include "core/hold.hpp"
#include "core/next_command.hpp"
#include "registrar/decide_client.hpp"

#include <string>
#include <string_view>

namespace idpsync::registrar {

/// The client is this program's own: it made it, or was about to when it heard no more.
bool was_made_here(const LedgerClient& known);

struct RemovalView
{
    const DesiredProvider& desired; ///< absent, with values and registration
    std::string_view product;       ///< "Pocket ID"
    const ClientFound& found;
    std::optional<WallTime> access_ends = {}; ///< ClientItem::access_ends
    std::string_view redirect_uri;            ///< NetBird's; empty: not known
    const LedgerClient& known;                ///< made here
    std::string used_by;                      ///< another connector that signs in with it; empty: none does
    bool connector_goes = true;               ///< NetBird's own is gone, or this pass deletes it
    const Hold* hold = nullptr;
    bool selected = true;
    NextCommand commands{}; ///< as the operator is to type them
};

/// | client          | because                                     | decision          |
/// |-----------------|---------------------------------------------|-------------------|
/// | cannot be read  |                                             | block             |
/// | none            |                                             | nothing           |
/// | any             | NetBird's redirect URI is not known         | block             |
/// | serves others   | redirect URIs of others, another connector  | nothing, and told |
/// | serves none     | NetBird's connector stays for now           | wait              |
/// | serves none     | the provider refused to delete it           | wait, or conflict |
/// | serves none     |                                             | remove            |
ClientItem decide_removal(const RemovalView& view);

} // namespace idpsync::registrar
