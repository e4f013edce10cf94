#pragma once

#include "reconcile/observer.hpp"
#include "reconcile/pass_work.hpp"
#include "reconcile/restart_step.hpp"
#include "reconcile/settings_step.hpp"

#include <boost/asio/awaitable.hpp>

namespace idpsync::reconcile {

/// The only step that writes to NetBird. Works on the results in the report and on the ledger.
class WriteStep
{
public:
    WriteStep(PassWork& work, Observer& observer, RestartStep& restart, SettingsStep& settings)
        : work_(work), observer_(observer), restart_(restart), settings_(settings)
    {}

    /// Everything that comes before the first write. Error (storage): the ledger cannot be kept.
    boost::asio::awaitable<Result<void>> prepare();

    boost::asio::awaitable<void> write();

private:
    Result<void> prepare_ledger();

    PassWork& work_;
    Observer& observer_;
    RestartStep& restart_;
    SettingsStep& settings_;
};

} // namespace idpsync::reconcile
