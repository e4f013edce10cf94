#pragma once

// The steps of one pass. reconciler.hpp is how it is called.

#include "core/decide.hpp"
#include "core/guard.hpp"
#include "core/restart.hpp"
#include "reconcile/reconciler.hpp"
#include "reconcile/settle.hpp"
#include "reconcile/watched_events.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace idpsync::reconcile {

/// A ledger that could not be saved after writes, in words for the report.
Error unsaved(const Error& error, const NextCommand& commands);

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

    /// Writes that lost their answer are settled before anything is planned, as far as that is known.
    boost::asio::awaitable<Result<void>> settle();

    /// What NetBird's audit log says of our connectors, where it may explain something.
    boost::asio::awaitable<void> look_into_the_log();
    /// Whether NetBird was restarted since something was written that needs it (rule 24).
    boost::asio::awaitable<void> look_for_restart();

    /// The plan, guarded by the facts it needs.
    boost::asio::awaitable<void> plan();

    /// The providers are asked about what would be written: what they refuse is held back, and what they
    /// accept lets through a secret that was held back (rules 14 and 19).
    boost::asio::awaitable<void> preflight();

    /// Nothing is written when it would be more than reconcile.max_changes and nobody agreed.
    void limit();

    /// Says what the plan holds, once it is final.
    void announce();

    [[nodiscard]] bool may_write() const;

    /// The only step that writes to NetBird.
    boost::asio::awaitable<Result<void>> apply();

    /// Which of what was written its provider has not accepted, or refuses.
    void tell_of_unverified_writes();
    /// What NetBird refused is kept for who asks later why it is not there.
    boost::asio::awaitable<void> note_refused_writes();

    /// Reads back what was written.
    boost::asio::awaitable<Result<void>> confirm();
    boost::asio::awaitable<void> confirm_group_sync();

    /// Finds our own writes in the audit log: what comes after them is not ours.
    boost::asio::awaitable<void> look_for_our_writes();
    /// Keeps what is known of the need for a restart, in the ledger and beside it.
    void finish_restart();

    Report finish();

private:
    [[nodiscard]] bool wants_the_log() const;
    boost::asio::awaitable<void> read_the_log(const std::set<ConnectorId>& written);
    [[nodiscard]] std::set<ConnectorId> listed_or_remembered() const;
    void note_refused_log(const Error& error);
    void recall_the_log();
    /// Tells of the touch; true when its secret counts as never written from here on.
    bool answers_touch_of(const ProviderKey& key, const LedgerEntry& entry);
    static void forget_secret(LedgerEntry& entry);
    void name_who_changed_what();
    /// One fresh list with the facts it needs, believed (rule 8); an error changes nothing.
    boost::asio::awaitable<Result<void>> look();
    boost::asio::awaitable<void> read_account();
    boost::asio::awaitable<void> read_version();
    boost::asio::awaitable<void> note_who_makes_what();
    boost::asio::awaitable<void> count_whom_deletes_strand();
    boost::asio::awaitable<void> gather_for_belief();
    Result<void> start_on_a_new_server();
    void forget_the_ledger();
    void drop_intents_answered_by_the_file();
    void hold_deletes_nobody_agreed_to();
    Result<void> set_aside_the_former_ledger();
    /// The write of an open intent could have arrived after the list was read.
    [[nodiscard]] bool may_still_arrive(const Intent& intent) const;
    [[nodiscard]] bool settings_may_still_arrive() const;
    [[nodiscard]] std::optional<net::SteadyTime> settles_before_planning() const;
    boost::asio::awaitable<void> settle_settings();
    boost::asio::awaitable<Result<void>> settle_after_writes();
    void announce_settling(net::SteadyTime until);
    void settle_by_list();
    void take_note_of(const SettledWrite& settled);
    [[nodiscard]] std::set<ConnectorId> unsettled() const;
    void note_next_settling();
    using ConnectorsById = std::unordered_map<std::string_view, const ObservedProvider*>;
    void judge(std::size_t index, const ConnectorsById& listed);
    void judge_unknown(const PlanItem& item, ProviderResult& result);
    void judge_ignored(const PlanItem& item, ProviderResult& result, const ObservedProvider* connector);
    void find_duplicates(const ObservedState& seen);
    [[nodiscard]] bool concerns_group_sync() const;
    boost::asio::awaitable<void> plan_group_sync();
    boost::asio::awaitable<void> read_version_for_group_sync();
    [[nodiscard]] bool has_local_users() const;
    [[nodiscard]] GroupSyncItem group_sync_item();
    [[nodiscard]] GroupSyncItem restoring_item(const netbird::AccountSettings& present);
    boost::asio::awaitable<void> write_group_sync();
    boost::asio::awaitable<Result<std::string>> settings_to_send();
    Result<void> prepare_settings_write(const netbird::AccountSettings& present);
    void record_settings_write(const Result<void>& outcome);
    void hold_settings_write(const std::string& why);
    void settings_written();
    void judge_settings(const GroupSettings& seen);
    void fail_group_sync(ProviderResult::Outcome outcome, Error error);
    [[nodiscard]] bool intents_open() const;
    /// What earlier passes hold back; nothing when somebody asked for this one.
    [[nodiscard]] std::map<ProviderKey, Hold> holds_now() const;
    [[nodiscard]] std::optional<PreflightQuestion> question_about(const PlanItem& item) const;
    [[nodiscard]] bool owes_an_answer(const PlanItem& item, const PreflightQuestion& question) const;
    boost::asio::awaitable<void> ask_provider(PlanItem& item);
    void keep_in_mind(PlanItem& item);
    [[nodiscard]] std::optional<Finding> refusal_of(const PlanItem& item) const;
    [[nodiscard]] std::optional<Finding> login_service_refusal_of(const PlanItem& item) const;
    void tell_unverified(PlanItem& item);
    void tell_refused(PlanItem& item);
    void note_when_questions_are_due();
    boost::asio::awaitable<bool> runs_anew();
    boost::asio::awaitable<std::optional<ServerRun>> read_run();
    boost::asio::awaitable<void> note_run_before_writes();
    boost::asio::awaitable<void> look_at_logins();
    boost::asio::awaitable<std::optional<SightTells>> probe(const ProviderKey& key);
    void see_restart(const std::string& by, std::uint64_t until);
    void settle_restart();
    Result<void> save();

    WatchedEvents events_;
    Reconciler::Dependencies dependencies_; ///< with `events_`
    PassMemory& memory_;
    Input input_;
    Ledger ledger_;
    ObservedState observed_;
    Facts facts_;
    std::optional<Result<netbird::AccountSettings>> settings_; ///< the last read, where group sync needs it
    bool account_asked_ = false;
    net::SteadyTime look_after_ =
        net::SteadyTime::min();          ///< a write of a ledger that is set aside may arrive
    net::SteadyTime list_asked_;         ///< when `observed_` was asked for
    bool ledger_found_ = true;           ///< there is one, or nobody wants one
    bool ledger_replaced_ = false;       ///< the ledger on disk is to be set aside before the first save
    std::optional<std::string> version_; ///< NetBird's, once it was asked; empty: it did not say
    bool restart_was_seen_ = false;
    std::size_t to_ask_ = 0; ///< providers, in the preflight
    std::size_t asked_ = 0;  ///< so many have answered
    std::map<ProviderKey, Hold> holds_;
    Report report_;
};

} // namespace idpsync::reconcile
