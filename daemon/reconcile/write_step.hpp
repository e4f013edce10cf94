#pragma once

#include "reconcile/observer.hpp"
#include "reconcile/pass_work.hpp"
#include "reconcile/restart_step.hpp"
#include "reconcile/settings_step.hpp"
#include "reconcile/writer.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>

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

    /// Of write(), the update of one connector, ahead of the others.
    boost::asio::awaitable<void> write_ahead(std::size_t index);

private:
    [[nodiscard]] Writer writer();
    Result<void> prepare_ledger();

    PassWork& work_;
    Observer& observer_;
    RestartStep& restart_;
    SettingsStep& settings_;
};

} // namespace idpsync::reconcile
