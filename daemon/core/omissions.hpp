#pragma once

// How long keys have certainly been missing from the files (docs/reconciling.md 7). A wall clock alone proves
// nothing: somebody may have set it.

#include "core/ledger.hpp"
#include "core/policy.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace idpsync {

/// Kept for the life of the process. What it saw itself is measured by the steady clock; what was before its
/// start is believed only at a moment when this host and NetBird agree about the time.
class Omissions
{
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    /// The clocks as a pass finds them.
    struct Moment
    {
        WallTime wall{};
        SteadyTime steady{};
        /// How far NetBird's clock is ahead of the wall clock, by its answers; nothing: they did not say.
        std::optional<std::chrono::seconds> netbird_ahead;
    };

    /// A pass begins with the entries that it read.
    void begin_pass(const std::map<ProviderKey, LedgerEntry>& entries, const Moment& moment);
    /// It leaves these: keys that it is the first to miss count from now on.
    void end_pass(const std::map<ProviderKey, LedgerEntry>& entries);

    /// How long each key that was missing at the begin of the pass has certainly been missing.
    [[nodiscard]] std::map<ProviderKey, std::chrono::seconds> lasted() const;
    /// Why the time before the start of this process does not count, in words; empty: it does.
    [[nodiscard]] std::string doubt() const;

private:
    struct Seen
    {
        WallTime since; ///< as the ledger says it: another value is another omission
        SteadyTime first_seen;
        std::optional<std::chrono::seconds> before; ///< so long had it lasted then; nothing: not known yet
    };

    [[nodiscard]] bool clocks_agree() const;

    std::map<ProviderKey, Seen> seen_;
    Moment moment_;
};

} // namespace idpsync
