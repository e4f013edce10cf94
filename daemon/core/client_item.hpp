#pragma once

// What a pass makes of the client at a provider: the second subject of a plan, under its provider
// (docs/reconciling.md 35). Plain data; registrar/decide_client.hpp decides.

#include "core/decision.hpp"
#include "core/desired.hpp"
#include "core/ledger.hpp"
#include "core/provider.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

/// ClientChange::part of the secret.
inline constexpr std::string_view client_secret_part = "client_secret";

/// One part of the client that is not as it must be.
struct ClientChange
{
    std::string part;   ///< "redirect_uri": a registrar::ClientTrait, or "client_secret"; public names
    std::string seen;   ///< at the provider; raw
    std::string wanted; ///< raw

    bool operator==(const ClientChange&) const = default;
};

/// The client at the provider of one key.
struct ClientItem : Decision
{
    ProviderKey key;
    std::string product; ///< whose it is: "Pocket ID"
    std::string client_id;
    bool generated = false; ///< its secret is made at the provider, or for it
    /// Its one secret is replaced by another: logins fail until NetBird was restarted. Done last, on its own.
    bool cuts_logins = false;
    /// What it must be, as one text: it is the same as long as the declaration and NetBird's addresses are.
    std::string target;
    std::vector<ClientChange> changes; ///< create: those that are declared
    Consents needed;                   ///< what its change needs the operator's word for
    Consents missing;                  ///< refuse: those of them that the file does not give
    std::optional<WallTime>
        access_ends; ///< registrar::Registrar::access_ends(); nothing: not as far as is known
    std::optional<WallTime> looked_at; ///< the provider showed it then; nothing: it does not
    std::optional<LedgerClient> entry; ///< what the ledger shall hold before anything is written

    [[nodiscard]] bool writes() const
    {
        return selected && (action == Action::create || action == Action::update || action == Action::remove);
    }
    [[nodiscard]] bool in_sync() const { return action == Action::none; }
};

} // namespace idpsync
