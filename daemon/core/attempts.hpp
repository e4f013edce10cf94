#pragma once

// What was tried in vain, and when it may be tried again: docs/reconciling.md 16. Kept for the life of the
// process; a command that asks for a pass (apply, reload, SIGHUP) starts with nothing held.

#include "core/hold.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace idpsync {

/// Why a write that was accepted and reads back as something else is not sent again.
inline constexpr std::string_view reads_back_otherwise =
    "NetBird accepted the write, but shows other values; it is not sent again until something changes";

class Attempts
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// NetBird refused the write of `item`. `issuer_unreachable`: because it cannot reach the provider, which
    /// is repeated after 1, 2, 5 and then every 10 minutes; anything else hourly.
    template <class Item>
    void rejected(const Item& item, bool issuer_unreachable, const std::string& why, Time now)
    {
        reject(subject_of(item), situation_of(item), issuer_unreachable, why, now);
    }

    /// NetBird accepted the write of `item` and reads back something else, `seen`: not sent again until
    /// something changes.
    template <class Item, class Values>
    void not_converging(Item item, Values seen, const std::string& why)
    {
        item.seen = std::move(seen);
        attempts_[subject_of(item)] = {
            .hold = {Action::conflict, Reason::not_converging, why, situation_of(item)}};
    }

    /// A provider accepted the write of the client `item`, which is as it reads back now.
    void not_converging(const ClientItem& item, const std::string& why)
    {
        attempts_[subject_of(item)] = {
            .hold = {Action::conflict, Reason::not_converging, why, situation_of(item)}};
    }

    /// It is in line again.
    void succeeded(const Subject& subject);

    void forget_all();

    /// What is not due at `now`. A hold counts only while declared and observed values are those of the
    /// attempt.
    [[nodiscard]] Holds holds(Time now) const;

    /// The first moment after `when` at which something falls due; nothing: no time will change anything.
    [[nodiscard]] std::optional<Time> earliest_due(Time when) const;

private:
    struct Attempt
    {
        Hold hold;
        unsigned refusals = 0;
        Time due = Time::max();
    };

    void reject(const Subject& subject, Situation situation, bool issuer_unreachable, const std::string& why,
                Time now);

    std::map<Subject, Attempt> attempts_;
};

} // namespace idpsync
