#pragma once

// When the writes of this process were given up, and so when they can no longer reach NetBird
// (docs/reconciling.md 12).

#include "core/hold.hpp"
#include "core/ledger.hpp"
#include "net/clock.hpp"

#include <chrono>
#include <map>
#include <variant>

namespace idpsync::reconcile {

/// What a write is sent to: a create by its key, an update or delete by its connector, or the settings.
using WriteTarget = std::variant<ProviderKey, ConnectorId, GroupSync>;

inline WriteTarget target_of(const Intent& intent)
{
    return intent.id ? WriteTarget(*intent.id) : WriteTarget(intent.key);
}

class Abandoned
{
public:
    /// Writes of an earlier process count from `started`, when that process was certainly gone.
    /// `settle_after` is how long a request may still be under way at the server.
    Abandoned(net::SteadyTime started, std::chrono::milliseconds settle_after)
        : started_(started), settle_after_(settle_after)
    {}

    /// The write was given up without an answer.
    void note(const WriteTarget& target, net::SteadyTime now) { given_up_.insert_or_assign(target, now); }

    /// It is known what became of it.
    void forget(const WriteTarget& target) { given_up_.erase(target); }

    [[nodiscard]] bool noted(const WriteTarget& target) const { return given_up_.contains(target); }

    /// When an open write has either been carried out or never will be.
    [[nodiscard]] net::SteadyTime settles_at(const WriteTarget& target) const
    {
        const auto found = given_up_.find(target);
        return (found == given_up_.end() ? started_ : found->second) + settle_after_;
    }

private:
    net::SteadyTime started_;
    std::chrono::milliseconds settle_after_;
    std::map<WriteTarget, net::SteadyTime> given_up_;
};

} // namespace idpsync::reconcile
