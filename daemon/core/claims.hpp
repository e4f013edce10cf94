#pragma once

// Which connector each declared key means: docs/reconciling.md 1-5, as values. Used by decide.cpp.

#include "core/desired.hpp"
#include "core/ledger.hpp"
#include "core/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace idpsync {

/// How one declared key found its connector, or why it did not.
struct Claim
{
    enum class How
    {
        none,         ///< nothing is listed for it, and the ledger knows nothing
        by_id,        ///< the file's `id`
        by_ledger,    ///< the ledger's id
        by_match,     ///< the only unclaimed connector with the same match
        id_missing,   ///< the file's `id` is not listed
        id_taken,     ///< the ledger's id is the `id` of another key
        gone,         ///< the ledger's id is not listed, and nothing matches
        several,      ///< more than one unclaimed connector matches
        other_type,   ///< one matches, but its type differs
        unmanageable, ///< the file's or the ledger's id is that of a connector of a type nobody here knows
    };

    How how = How::none;
    const ObservedProvider* connector = nullptr; ///< by_id, by_ledger, by_match, other_type
    std::vector<ConnectorId> candidates;         ///< several
    std::string taken_by;                        ///< id_taken: that key
    const ObservedProvider* meant = nullptr;     ///< unmanageable: that connector

    [[nodiscard]] bool holds() const
    {
        return how == How::by_id || how == How::by_ledger || how == How::by_match;
    }
};

/// The claims of a whole pass, made in three phases over all keys: `id` in the file, the id in the ledger, an
/// exact match among what is left. Present keys match first, then released ones, then absent ones: of two
/// that mean the same connector, the one that keeps it wins. Points into `desired`, `observed` and `ledger`,
/// which must outlive it.
class Claims
{
public:
    Claims(const DesiredState& desired, const ObservedState& observed, const Ledger& ledger);

    /// In the order of desired.providers().
    [[nodiscard]] const std::vector<Claim>& all() const { return claims_; }

    [[nodiscard]] const ObservedProvider* listed(const ConnectorId& id) const;

    /// The key that claims `id`, or nothing.
    [[nodiscard]] const ProviderKey* claimer(const ConnectorId& id) const;
    /// The same for one of observed.providers.
    [[nodiscard]] const ProviderKey* claimer(const ObservedProvider& connector) const
    {
        return claimers_[index_of(connector)];
    }

    /// The entries of the ledger whose keys are not declared, by key.
    [[nodiscard]] const std::vector<std::map<ProviderKey, LedgerEntry>::const_iterator>& undeclared() const
    {
        return undeclared_;
    }

    /// The undeclared ledger key that knows `id`, or nothing.
    [[nodiscard]] const ProviderKey* undeclared_key_of(const ConnectorId& id) const;

    /// A listed connector that is, or loosely looks like, what `values` would create; nothing when there is
    /// none.
    [[nodiscard]] const ObservedProvider* twin_of(const ConnectorValues& values) const;

    /// A listed connector of the same type and, but for white space around it and the case of ASCII letters,
    /// the same name, that neither a declared key nor the ledger knows; nothing when there is none. Whoever
    /// signs in sees but one button: most likely its issuer or client id was changed.
    [[nodiscard]] const ObservedProvider* namesake_of(const ConnectorValues& values) const;

private:
    [[nodiscard]] std::size_t index_of(const ObservedProvider& connector) const
    {
        return static_cast<std::size_t>(&connector - observed_.providers.data());
    }
    void find_undeclared();
    void claim_declared_ids();
    void claim_ledger_ids();
    void claim_matches(State state);
    void claim_match(std::size_t index);
    void take(std::size_t index, Claim::How how, const ObservedProvider& connector);
    void take_if_manageable(std::size_t index, Claim::How how, const ObservedProvider& connector);

    const DesiredState& desired_;
    const ObservedState& observed_;
    const Ledger& ledger_;
    std::vector<Claim> claims_;
    std::unordered_map<std::string_view, std::size_t> by_id_; ///< indices into observed_.providers
    std::vector<const ProviderKey*> claimers_;                ///< of each listed connector; null: none
    std::vector<std::map<ProviderKey, LedgerEntry>::const_iterator> undeclared_;
    std::unordered_map<std::string_view, const ProviderKey*> undeclared_ids_;
    std::unordered_map<std::string, std::vector<const ObservedProvider*>> by_match_;
    mutable std::optional<std::unordered_map<std::string, const ObservedProvider*>> by_loose_match_;
    mutable std::optional<std::unordered_map<std::string, const ObservedProvider*>> unclaimed_by_name_;
};

} // namespace idpsync
