#pragma once

// What a pass would do, one item for each key: the result of decide.hpp, what `plan` prints and `apply`
// carries out.

#include "core/client_item.hpp"
#include "core/decision.hpp"
#include "core/desired.hpp"
#include "core/drift.hpp"
#include "core/enumerators.hpp"
#include "core/finding.hpp"
#include "core/ledger.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

/// What one read of `/api/identity-providers` showed, in NetBird's order.
struct ObservedState
{
    std::vector<ObservedProvider> providers;

    [[nodiscard]] const ObservedProvider* find(const ConnectorId& id) const;
};

/// What became of a declared secret when it was read, once, at the start of the pass.
struct SecretState
{
    enum class Kind
    {
        not_declared,
        unreadable,
        read
    };

    Kind kind = Kind::not_declared;
    Fingerprint fingerprint; ///< when read
    std::string problem;     ///< when unreadable: why, and what to do
};

/// By key; a key that is missing here counts as not declared.
using SecretStates = std::map<ProviderKey, SecretState>;

BOOST_DEFINE_ENUM_CLASS(Field, type, name, issuer, client_id)

struct FieldChange
{
    Field field;
    std::string observed;
    std::string desired;

    bool operator==(const FieldChange&) const = default;
};

/// What happens to the secret, as plan output shows it.
BOOST_DEFINE_ENUM_CLASS(SecretFate,
                        not_applicable, ///< nothing is declared present
                        unchanged,      ///< "(unchanged)": NetBird got it from us before
                        written,        ///< "(changed)": goes with this write
                        kept,           ///< "(kept in NetBird)": none is declared
                        unverified,     ///< "(unverified)": declared, held back (rule 14)
                        unreadable      ///< "(unreadable)"
)

std::string_view to_string(SecretFate fate);

/// What a pass makes of one key. Plain data: decide.hpp fills it, the shell carries it out.
struct PlanItem : Decision
{
    ProviderKey key;
    std::optional<ConnectorId> id;       ///< of the connector, when one is meant
    std::optional<ConnectorValues> want; ///< as declared (present only)
    std::optional<ConnectorValues> seen; ///< as NetBird lists it
    std::vector<FieldChange> changes;    ///< update: field by field; empty when only the secret is written
    std::string unknown_members = {};    ///< update: go along as they came (ObservedProvider)
    std::string made_by = {}; ///< create: NetBird's version, where it decides something later; empty: unknown
    SecretFate secret = SecretFate::not_applicable;
    std::optional<Fingerprint> fingerprint; ///< of the declared secret, when it was read

    /// What the ledger shall hold of this key before anything is written; nothing: no entry.
    std::optional<LedgerEntry> entry;
    bool adopted = false;                    ///< the entry is new: an existing connector becomes ours
    std::optional<ProviderKey> renamed_from; ///< the entry moves here from this key
    bool made_by_hand = false;               ///< remove, release: found by its values, never ours

    Consents allow;                           ///< what the file consents to
    Consents missing;                         ///< refuse: every consent it would need, at once
    std::optional<PreflightResult> preflight; ///< what the provider said; nothing: it was not asked
    /// NetBird has these values since then, and the provider never accepted them; nothing: it did, or nobody
    /// can ask it.
    std::optional<WallTime> unverified_since;
    /// NetBird has these values, or will, and the provider says no to them: users cannot sign in. Nothing:
    /// that is not known.
    std::optional<Finding> login_refused;
    std::optional<WallTime> next_try; ///< hold, or unverified: when the provider is asked again by itself
    std::optional<Authors> touched;   ///< others, for whose touch its secret is to be written again
    bool declared = true;             ///< false: only the ledger knows the key
    /// The client at the provider; nothing: it is not declared how to get at it.
    std::optional<ClientItem> client{};

    /// Keeps that its provider says no to what NetBird has, and says so.
    void tell_refusal(const Finding& refusal);

    [[nodiscard]] bool changes_field(Field field) const;
    [[nodiscard]] bool writes() const;  ///< create, update or remove, and selected
    [[nodiscard]] bool in_sync() const; ///< nothing is left to do for its connector
    /// Nothing is left to do for what the file declares, at both ends.
    [[nodiscard]] bool as_declared() const;
    [[nodiscard]] bool any_trouble() const; ///< at one of both ends
    /// What a summary calls so: declared, named and as declared. What is only forgotten is not.
    [[nodiscard]] bool counts_as_in_sync() const;
    /// NetBird may have another secret than the declared one: that one is held back, or somebody else wrote
    /// last.
    [[nodiscard]] bool may_have_another_secret() const;
    /// Of one that is in sync: its secret, or all its values, may not be those that the provider accepts.
    [[nodiscard]] bool unverified() const;
};

/// What a pass makes of the account's settings of group sync.
struct GroupSyncItem : Decision
{
    std::optional<GroupSettings> want; ///< as declared, over what NetBird keeps
    std::optional<GroupSettings> seen; ///< nothing: unreadable
    std::vector<GroupSyncField> changes;
    std::optional<LedgerGroupSync> entry; ///< what the ledger shall hold before anything is written

    [[nodiscard]] bool writes() const { return selected && action == Action::update; }
    [[nodiscard]] bool in_sync() const { return action == Action::none; }
};

/// A connector that no key claims: reported, never touched.
struct Unmanaged
{
    ObservedProvider provider;
    std::optional<ProviderKey> omitted; ///< the key under which the ledger still knows it
    std::string note; ///< why it is not pruned, when pruning is on, or cannot be managed; escaped
};

/// What is known of earlier writes (rule 32). The names are public: `plan --json` has them.
BOOST_DEFINE_ENUM_CLASS(Memory,
                        complete,   ///< the ledger has them
                        incomplete, ///< it began where there was none, and something waits for `--adopt`
                        none        ///< there is no ledger
)

struct Plan
{
    std::vector<PlanItem>
        items; ///< by key: every declared key, and undeclared ones that something happens to
    std::vector<Unmanaged> unmanaged;
    std::optional<GroupSyncItem> group_sync; ///< nothing: it is not declared
    /// NetBird's, to be registered at each provider; empty: no provider was asked about it. Raw.
    std::string redirect_uri;
    Memory memory = Memory::complete;
    Ledger ledger_before_writes; ///< adoptions, renames, drops and omissions carried out, nothing written yet

    [[nodiscard]] const PlanItem* find(const ProviderKey& key) const;
    [[nodiscard]] bool has_writes() const; ///< of connectors or of settings
    [[nodiscard]] bool troubled() const;   ///< any item is
    [[nodiscard]] std::size_t count(Action action) const;
    [[nodiscard]] std::size_t count_in_sync() const; ///< as PlanItem::counts_as_in_sync() has it
};

/// The keys of those items, as a last line names them: "corp, sso"; empty: there are none.
std::string names_of(const Plan& plan, const std::function<bool(const PlanItem&)>& which);

/// What a delete does to the users who sign in through the connector, one line; nothing: how many they are is
/// not known.
std::string stranded_by_delete(std::optional<std::size_t> users);

/// What NetBird's running login service does not notice of an update of issuer, client id or secret, or
/// has not noticed of an earlier one: one line, or empty. Nothing is to be noticed when the values are
/// those that the ledger knows to be in force (docs/reconciling.md 24).
std::string consequence(const PlanItem& item);

} // namespace idpsync
