#pragma once

// What earlier writes came to whose answer was lost: docs/reconciling.md 12. settle.hpp decides.

#include "reconcile/observer.hpp"
#include "reconcile/pass_work.hpp"
#include "reconcile/settings_step.hpp"
#include "reconcile/settle.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <set>

namespace idpsync::reconcile {

class SettleStep
{
public:
    SettleStep(PassWork& work, Observer& observer, SettingsStep& settings)
        : work_(work), observer_(observer), settings_(settings)
    {}

    /// Waits for what must have settled before anything is planned. Errors are those of Observer::look(), and
    /// storage.
    boost::asio::awaitable<Result<void>> before_planning();

    /// What the list that was just read tells of open intents.
    void by_list();

    /// Waits for what a later list tells, if there is time for it and anybody to tell.
    boost::asio::awaitable<Result<void>> after_writes();

    /// The connectors that the plan must leave alone.
    [[nodiscard]] std::set<ConnectorId> unsettled() const;

    /// Remembers when the next pass has something to find out.
    void note_next();

private:
    void drop_intents_answered_by_the_file();
    [[nodiscard]] std::optional<net::SteadyTime> settles_before_planning() const;
    void announce_settling(net::SteadyTime until);
    void take_note_of(const SettledWrite& settled);

    PassWork& work_;
    Observer& observer_;
    SettingsStep& settings_;
};

} // namespace idpsync::reconcile
