#pragma once

// What a pass starts from: the ledger, and what NetBird has, believed only with the facts that this takes
// (docs/reconciling.md 8).

#include "core/guard.hpp"
#include "netbird/account_settings.hpp"
#include "reconcile/pass_work.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace idpsync::reconcile {

/// Reads each thing at most once, unless it is told that it may have changed.
class Observer
{
public:
    explicit Observer(PassWork& work) : work_(work) {}

    /// Reads the ledger and checks it against what the files declare. Errors: storage; bad_config, when they
    /// declare nothing although the ledger has entries.
    Result<void> open_ledger();

    /// The list, for the first time. Errors: those of the client; bad_response or conflict for a list that is
    /// not believed.
    boost::asio::awaitable<Result<void>> observe();

    /// The list again, with fresh facts; an error changes nothing.
    boost::asio::awaitable<Result<void>> look();

    /// Moves the former ledger aside, where another takes its place.
    Result<void> set_aside_the_former_ledger();

    boost::asio::awaitable<void> read_account();
    void forget_account() { account_asked_ = false; } ///< it was written
    boost::asio::awaitable<void> read_version();

    [[nodiscard]] bool found_ledger() const { return ledger_found_; }
    [[nodiscard]] const Facts& facts() const { return facts_; }
    /// Of the last read_account() of a pass that concerns group sync.
    [[nodiscard]] const Result<netbird::AccountSettings>& settings() const { return *settings_; }
    [[nodiscard]] bool has_settings() const { return settings_ && settings_->has_value(); }
    /// NetBird's; empty: it was not asked, or did not say.
    [[nodiscard]] std::string version() const { return version_.value_or(std::string()); }

private:
    boost::asio::awaitable<void> gather_for_belief();
    Result<void> start_on_a_new_server();
    void forget_the_ledger();

    PassWork& work_;
    Facts facts_;
    std::optional<Result<netbird::AccountSettings>> settings_;
    bool account_asked_ = false;
    std::optional<std::string> version_;
    net::SteadyTime look_after_ =
        net::SteadyTime::min();    ///< a write of a ledger that is set aside may arrive until then
    bool ledger_found_ = true;     ///< there is one, or nobody wants one
    bool ledger_replaced_ = false; ///< the ledger on disk is to be set aside before the first save
};

} // namespace idpsync::reconcile
