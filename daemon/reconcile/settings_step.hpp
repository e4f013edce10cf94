#pragma once

// The account's settings of group sync in a pass: docs/reconciling.md 29. They are written last, when the
// connectors that bring the groups are as declared.

#include "reconcile/observer.hpp"
#include "reconcile/pass_work.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace idpsync::reconcile {

/// Nothing of it does anything where the files say nothing of group sync and nothing is to be put back.
class SettingsStep
{
public:
    SettingsStep(PassWork& work, Observer& observer) : work_(work), observer_(observer) {}

    /// What earlier writes without an answer came to: settings that read back as sent have arrived.
    boost::asio::awaitable<void> settle();

    /// The settings that were read last are those of the open intent.
    [[nodiscard]] bool have_arrived() const;

    boost::asio::awaitable<void> plan();
    boost::asio::awaitable<void> write();

    /// Reads back what was written.
    boost::asio::awaitable<void> confirm();

private:
    [[nodiscard]] const Result<netbird::AccountSettings>& settings() const { return observer_.settings(); }
    boost::asio::awaitable<void> read_version_where_it_decides();
    [[nodiscard]] bool has_local_users() const;
    [[nodiscard]] GroupSyncItem decide();
    [[nodiscard]] GroupSyncItem restoring_item(const netbird::AccountSettings& present);
    boost::asio::awaitable<Result<std::string>> settings_to_send();
    Result<void> prepare_settings_write(const netbird::AccountSettings& present);
    void record_settings_write(const Result<void>& outcome);
    void hold_settings_write(const Error& refusal);
    void settings_written();
    void judge_settings(const GroupSettings& seen);
    void fail(ProviderResult::Outcome outcome, Error error);

    PassWork& work_;
    Observer& observer_;
};

} // namespace idpsync::reconcile
