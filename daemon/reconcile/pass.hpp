#pragma once

// The steps of one pass. reconciler.hpp is how it is called.

#include "core/decide.hpp"
#include "core/guard.hpp"
#include "reconcile/reconciler.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace idpsync::reconcile {

/// One pass, used once. Everything it is given must outlive it.
class Pass
{
public:
    struct Input
    {
        const DesiredState& desired;
        const Secrets& secrets;
        const Policy& policy;
        const PassRequest& request;
    };

    Pass(const Reconciler::Dependencies& dependencies, PassMemory& memory, const Input& input);

    /// Where the ledger is read and checked against what the files declare.
    Result<void> open_ledger();

    /// One read of the list, and of what is needed to believe it.
    boost::asio::awaitable<Result<void>> observe();

    [[nodiscard]] const ObservedState& observed() const { return observed_; }

    /// Creates that lost their answer are settled before anything is planned.
    boost::asio::awaitable<Result<void>> settle();

    /// The plan, guarded by the facts it needs.
    boost::asio::awaitable<void> plan();

    [[nodiscard]] bool may_write() const;

    /// The only step that writes to NetBird.
    boost::asio::awaitable<Result<void>> apply();

    /// Reads back what was written.
    boost::asio::awaitable<Result<void>> confirm();

    Report finish();

private:
    boost::asio::awaitable<void> read_account();
    boost::asio::awaitable<void> gather_for_belief();
    boost::asio::awaitable<Result<void>> start_on_a_new_server();
    boost::asio::awaitable<void> wait_until_settled();
    void settle_by_list();
    using ConnectorsById = std::unordered_map<std::string_view, const ObservedProvider*>;
    void judge(std::size_t index, const ConnectorsById& listed);
    void judge_unknown(const PlanItem& item, ProviderResult& result);
    void judge_ignored(const PlanItem& item, ProviderResult& result, const ObservedProvider* connector);
    void find_duplicates(const ObservedState& seen);
    Result<void> save();

    Reconciler::Dependencies dependencies_;
    PassMemory& memory_;
    Input input_;
    Ledger ledger_;
    ObservedState observed_;
    Facts facts_;
    bool account_asked_ = false;
    std::map<ProviderKey, Hold> holds_;
    Report report_;
};

} // namespace idpsync::reconcile
