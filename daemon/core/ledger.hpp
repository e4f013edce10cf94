#pragma once

// What this tool remembers between passes: which connectors are its own, what it wrote last, and what it was
// about to write. Values only; reconcile/ledger_store keeps it on disk.

#include "core/enumerators.hpp"
#include "core/group_settings.hpp"
#include "core/ledger_audit.hpp"
#include "core/login_state.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/secret.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

/// How a connector came to be ours.
BOOST_DEFINE_ENUM_CLASS(Origin, created, adopted)

/// A secret that was declared but not written, because nothing shows that it is newer than NetBird's own
/// (docs/reconciling.md 14). A declaration that differs from it later is a change.
struct HeldBack
{
    std::optional<Fingerprint> declared; ///< nothing: no secret was declared then

    bool operator==(const HeldBack&) const = default;
};

/// What is known of one key.
struct LedgerEntry
{
    ConnectorId id;
    Origin origin = Origin::created;
    std::optional<ConnectorValues> written; ///< by our last successful write, or as they were adopted in sync
    std::optional<Fingerprint> secret;      ///< of the secret that NetBird certainly got from us
    std::optional<HeldBack> held_back;
    /// Of our last successful write; none once someone else's change to it was seen.
    std::optional<WallTime> written_at;
    unsigned overturned_writes = 0; ///< writes in a row, each followed by someone else's change within 24 h
    std::optional<WallTime> omitted_since; ///< first pass in which the key was no longer declared
    LoginState login{};                    ///< what NetBird's login service makes of it
    std::string made_by = {};              ///< NetBird's version when it made the connector; empty: not known

    bool operator==(const LedgerEntry&) const = default;
};

/// What is known of the settings of group sync; nothing is, while the files do not declare them.
struct LedgerGroupSync
{
    std::optional<GroupSettings> written; ///< by our last successful write, or as they were found in sync
    std::optional<WallTime> written_at;   ///< as in LedgerEntry
    unsigned overturned_writes = 0;       ///< as in LedgerEntry
    /// About to be written, or sent without a known outcome.
    std::optional<GroupSettings> intent;
    /// The declaration that was taken back by hand (`apply --restore-settings`): not carried out again.
    std::optional<GroupSyncDeclaration> taken_back;

    bool operator==(const LedgerGroupSync&) const = default;
};

/// How far the change of a secret is where a provider knows one of a client: from the change until NetBird
/// was restarted, logins fail (docs/reconciling.md 36).
BOOST_DEFINE_ENUM_CLASS(SecretSwap,
                        none,      ///< there is none
                        replacing, ///< the new one is sent to the provider, or there, and not in NetBird yet
                        returning, ///< NetBird does not have the new one: the former one is sent back
                        restarting ///< both have the new one, and NetBird's login service not yet
)

/// What is known of the client at a provider that a key declares.
struct LedgerClient
{
    std::string issuer; ///< whose client it is: it is known no more when the declaration names another
    std::string client_id;
    Origin origin = Origin::adopted;
    std::optional<WallTime> written_at;             ///< as in LedgerEntry
    unsigned overturned_writes = 0;                 ///< as in LedgerEntry, of the same parts
    std::vector<std::string> overturned_parts = {}; ///< which were changed each time
    /// What it was seen to be last, as ClientItem::target has it; empty: it never was as it must be.
    std::string seen_as = {};
    bool creating = false; ///< it is about to be made, or was without a known outcome
    /// The secret that is held for it (LedgerStore::held_secret) was not seen to be the provider's yet: it is
    /// about to be sent there, or was sent without a known outcome.
    bool secret_unsettled = false;
    std::string secret_id = {}; ///< what the provider calls that secret; empty: it has no name there
    std::optional<WallTime> secret_made = {};    ///< when it was; nothing: not here
    std::optional<WallTime> secret_expires = {}; ///< nothing: never, as far as is known
    /// By which the secrets that were asked for since the last one are told from others, where the provider
    /// chooses them; empty: none was asked for so.
    std::string secret_mark = {};
    /// What the provider calls the secret before it, which works as well until it is removed; empty: none
    /// does.
    std::string predecessor = {};
    /// Redirect and logout URIs that this program registered, and that were there whenever it looked since.
    std::vector<std::string> own_uris = {};
    SecretSwap swap = SecretSwap::none;
    std::optional<WallTime> swap_failed = {}; ///< when the former secret was put back last

    bool operator==(const LedgerClient&) const = default;
};

BOOST_DEFINE_ENUM_CLASS(Verb, create, update, remove)

/// A write that is about to leave, or left without an answer. Durable before the request leaves.
struct Intent
{
    Verb verb = Verb::create;
    ProviderKey key;
    std::optional<ConnectorId> id; ///< none for a create
    ConnectorValues values;        ///< as the request carries them; for a delete, as last observed
    std::optional<Fingerprint> secret;
    std::vector<ConnectorId>
        known_ids; ///< for a create: ids of the same match that were there before, never ours to claim

    bool operator==(const Intent&) const = default;
};

/// Both create for the same key, or both write to the same connector: only one of them can be open.
bool same_target(const Intent& one, const Intent& other);

struct Ledger
{
    std::string account_id;      ///< of the NetBird account these ids belong to; empty until known
    std::string fingerprint_key; ///< which key its fingerprints were made with (crypto::Fingerprinter::id);
                                 ///< empty: none yet
    /// It began where there was no file, and nobody has agreed yet to change what NetBird had (rule 32).
    bool without_memory = false;
    std::map<ProviderKey, LedgerEntry> entries;
    std::vector<Intent> intents; ///< at most one create for a key, and one write for a connector
    std::optional<LedgerGroupSync> group_sync;
    std::map<ProviderKey, LedgerClient> clients;
    AuditState audit;
    RestartState restart;

    [[nodiscard]] const LedgerEntry* find(const ProviderKey& key) const;
    [[nodiscard]] const Intent* open_create(const ProviderKey& key) const;
    /// The update or delete of that connector, whichever key it was sent for.
    [[nodiscard]] const Intent* open_write(const ConnectorId& id) const;

    /// The entry of `key` as a decision must see it: while an update that carried a secret has no known
    /// outcome, NetBird may hold the old secret or the new one, so whatever is declared is a change
    /// (docs/reconciling.md 11, 13).
    [[nodiscard]] std::optional<LedgerEntry> remembered(const ProviderKey& key) const;
    /// The same for a caller who has the entry at hand.
    [[nodiscard]] LedgerEntry remembered(const LedgerEntry& entry) const;
    [[nodiscard]] bool empty() const { return entries.empty() && intents.empty(); }
    bool operator==(const Ledger&) const = default;
};

/// From now on fingerprints are made with `key`. Those that another key made say nothing any more and are
/// dropped: their secrets count as never written (docs/reconciling.md 14).
void use_fingerprint_key(Ledger& ledger, const std::string& key);

} // namespace idpsync
