#pragma once

// When the writes of this process were given up, and so when they can no longer reach NetBird
// (docs/reconciling.md 12).

#include "core/ledger.hpp"
#include "net/clock.hpp"

#include <chrono>
#include <map>
#include <optional>

namespace idpsync::reconcile {

class Abandoned
{
public:
    /// Writes of an earlier process count from `started`, when that process was certainly gone.
    /// `settle_after` is how long a request may still be under way at the server.
    Abandoned(net::SteadyTime started, std::chrono::milliseconds settle_after)
        : started_(started), settle_after_(settle_after)
    {}

    /// The write of `intent` was given up without an answer.
    void note(const Intent& intent, net::SteadyTime now);
    void note_settings(net::SteadyTime now) { settings_ = now; }

    /// It is known what became of it.
    void forget(const Intent& intent);
    void forget_settings() { settings_.reset(); }

    /// When the write of an open intent has either been carried out or never will be.
    [[nodiscard]] net::SteadyTime settles_at(const Intent& intent) const;
    /// The same of the account's settings.
    [[nodiscard]] net::SteadyTime settings_settle_at() const
    {
        return settings_.value_or(started_) + settle_after_;
    }
    [[nodiscard]] bool settings_noted() const { return settings_.has_value(); }

private:
    net::SteadyTime started_;
    std::chrono::milliseconds settle_after_;
    std::map<ProviderKey, net::SteadyTime> creates_;
    std::map<ConnectorId, net::SteadyTime> writes_; ///< updates and deletes
    std::optional<net::SteadyTime> settings_;
};

} // namespace idpsync::reconcile
