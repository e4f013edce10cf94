#pragma once

// The plan of a pass, guarded by the facts it needs; core/decide.hpp decides.

#include "reconcile/attribution_step.hpp"
#include "reconcile/client_step.hpp"
#include "reconcile/observer.hpp"
#include "reconcile/pass_work.hpp"
#include "reconcile/settings_step.hpp"
#include "reconcile/settle_step.hpp"

#include <boost/asio/awaitable.hpp>

namespace idpsync::reconcile {

/// Works on the report's plan.
class PlanStep
{
public:
    PlanStep(PassWork& work, Observer& observer, SettleStep& settle, AttributionStep& attribution,
             SettingsStep& settings, ClientStep& clients)
        : work_(work),
          observer_(observer),
          settle_(settle),
          attribution_(attribution),
          settings_(settings),
          clients_(clients)
    {}

    boost::asio::awaitable<void> plan();

    /// Nothing is written when it would be more than reconcile.max_changes and nobody agreed.
    void limit();

    /// Says what the plan holds, once it is final.
    void announce();

    /// Says what became of what waited for its client.
    void announce_behind_clients();

private:
    [[nodiscard]] Plan decide();
    void hold_deletes_nobody_agreed_to();
    boost::asio::awaitable<void> note_who_makes_what();
    boost::asio::awaitable<void> count_whom_deletes_strand();

    PassWork& work_;
    Observer& observer_;
    SettleStep& settle_;
    AttributionStep& attribution_;
    SettingsStep& settings_;
    ClientStep& clients_;
};

} // namespace idpsync::reconcile
