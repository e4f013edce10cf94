#pragma once

// The URIs that this program registered for a former address of NetBird (docs/reconciling.md 38). Pure.

#include "core/ledger.hpp"
#include "registrar/client_needs.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// Whether they may go, or why they stay for now.
enum class FormerFate
{
    go,
    secret_changes,  ///< a new secret is not in use yet
    shared,          ///< another connector of NetBird signs people in with the client
    callback_unseen, ///< which redirect URI NetBird's connector sends was not seen
    callback_former  ///< it sends another one than the login service's present one
};

struct FormerView
{
    const LedgerClient& known;
    const ClientNeeds& needs;
    std::optional<std::string>
        callback;        ///< that NetBird's connector for this client sends; nothing: not seen
    bool shared = false; ///< another connector of NetBird has this client
};

/// It is one of those that go.
bool is_former(const std::string& uri, const ClientNeeds& needs);

/// Those of `known` that are registered and are none of NetBird's present ones. Where a present one is not
/// known, none.
std::vector<std::string> former_uris(const ProviderClient& client, const LedgerClient& known,
                                     const ClientNeeds& needs);

/// | NetBird's connector sends | because                          | decision        |
/// |---------------------------|----------------------------------|-----------------|
/// | any                       | a new secret is not in use yet   | secret_changes  |
/// | any                       | another connector has the client | shared          |
/// | what was not seen         |                                  | callback_unseen |
/// | another redirect URI      | it was made at a former address  | callback_former |
/// | the present redirect URI  |                                  | go              |
FormerFate fate_of_former_uris(const FormerView& view);

/// To follow "stays: "; empty for go.
std::string_view why_former_uris_stay(FormerFate fate);

/// What was gone when somebody looked is this program's no more, whoever registers it again.
void forget_gone_uris(LedgerClient& known, const ProviderClient& client);

/// NetBird's URIs were registered by this program: those of the traits that it wrote.
void note_own_uris(LedgerClient& known, const ClientTraits& written, const ClientNeeds& needs);

/// What it writes of a client that it makes.
ClientTraits own_of_new();

} // namespace idpsync::registrar
