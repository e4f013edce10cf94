#pragma once

// What was tried in vain, and when it may be tried again: docs/reconciling.md 16. Kept for the life of the
// process; a command that asks for a pass (apply, reload, SIGHUP) starts with nothing held.

#include "core/decide.hpp"
#include "core/plan.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace idpsync {

class Attempts
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// NetBird refused the write of `item`. `issuer_unreachable`: because it cannot reach the provider, which
    /// is repeated after 1, 2, 5 and then every 10 minutes; anything else hourly.
    void rejected(const PlanItem& item, bool issuer_unreachable, const std::string& why, Time now);

    /// NetBird accepted the write of `item` and reads back something else, `seen`: not sent again until
    /// something changes.
    void not_converging(const PlanItem& item, const ConnectorValues& seen, const std::string& why);

    /// The key is in line again.
    void succeeded(const ProviderKey& key);

    void forget_all();

    /// What is not due at `now`. A hold counts only while declared and observed values are those of the
    /// attempt.
    [[nodiscard]] std::map<ProviderKey, Hold> holds(Time now) const;

    /// The first moment after `when` at which something falls due; nothing: no time will change anything.
    [[nodiscard]] std::optional<Time> earliest_due(Time when) const;

private:
    struct Attempt
    {
        Hold hold;
        unsigned refusals = 0;
        Time due = Time::max();
    };

    std::map<ProviderKey, Attempt> attempts_;
};

} // namespace idpsync
