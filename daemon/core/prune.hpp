#pragma once

// When may a connector that is no longer declared be deleted? docs/reconciling.md 7. Used by decide.cpp.

#include "core/decide.hpp"

#include <optional>
#include <string>
#include <unordered_set>

namespace idpsync {

/// What there is to say of a connector of ours whose declaration is gone, and that stays. Escaped.
struct OmittedWords
{
    std::string why;
    std::string next;
};

OmittedWords words_for_omitted(const Unmanaged& connector);

class PruneRules
{
public:
    /// `plan` holds the items of every declared key already.
    PruneRules(const DesiredState& desired, const PassContext& context, const Plan& plan);

    /// Why the connector of this omitted entry stays for now, or nothing when it may go. "" when pruning is
    /// off.
    [[nodiscard]] std::optional<std::string> objection(const ProviderKey& key, const LedgerEntry& entry,
                                                       const ConnectorValues& seen) const;

private:
    [[nodiscard]] std::optional<std::string> too_early(const ProviderKey& key,
                                                       const LedgerEntry& entry) const;

    const PassContext& context_;
    bool conflict_ = false;
    std::unordered_set<std::string> declared_issuers_; ///< with the family in front
    std::unordered_set<std::string> declared_clients_; ///< with the family in front
};

} // namespace idpsync
