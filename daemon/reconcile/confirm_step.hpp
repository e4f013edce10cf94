#pragma once

// What NetBird reads back decides how each write came out.

#include "reconcile/observer.hpp"
#include "reconcile/pass_work.hpp"
#include "reconcile/restart_step.hpp"
#include "reconcile/settle_step.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string_view>
#include <unordered_map>

namespace idpsync::reconcile {

/// Works on the results in the report and on the ledger. A list that cannot be read again leaves the results
/// as the answers to the writes had them, and the report says so.
class ConfirmStep
{
public:
    ConfirmStep(PassWork& work, Observer& observer, SettleStep& settle, RestartStep& restart)
        : work_(work), observer_(observer), settle_(settle), restart_(restart)
    {}

    boost::asio::awaitable<void> confirm();

private:
    using ConnectorsById = std::unordered_map<std::string_view, const ObservedProvider*>;

    void judge(std::size_t index, const ConnectorsById& listed);
    void judge_unknown(const PlanItem& item, ProviderResult& result);
    void judge_ignored(const PlanItem& item, ProviderResult& result, const ObservedProvider* connector);
    void find_duplicates(const ObservedState& seen);

    PassWork& work_;
    Observer& observer_;
    SettleStep& settle_;
    RestartStep& restart_;
};

} // namespace idpsync::reconcile
