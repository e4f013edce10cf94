#pragma once

// What a pass finds out about NetBird's restarts: before it writes, whether one came; after its writes,
// whether one is needed. docs/reconciling.md 21 and 24.

#include "core/restart.hpp"
#include "reconcile/pass_work.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace idpsync::reconcile {

/// Works on the ledger and NetBird's login service and metrics; a reading that fails leaves things unknown.
class RestartStep
{
public:
    explicit RestartStep(PassWork& work) : work_(work) {}

    /// Whether NetBird was restarted since something was written that needs it (rule 24).
    boost::asio::awaitable<void> look();

    /// Which run of NetBird the writes of this pass come to.
    boost::asio::awaitable<void> note_run_before_writes();

    /// Which of what was written logins use already.
    boost::asio::awaitable<void> look_at_logins();

    /// Whether a restart is needed now, and tells what is new of that.
    void settle();

    /// settle(), and keeps it in the ledger and beside it.
    void finish();

private:
    boost::asio::awaitable<bool> runs_anew();
    boost::asio::awaitable<std::optional<ServerRun>> read_run();
    /// `silent`: the login service did not answer one of those who look, so nobody else waits for it.
    boost::asio::awaitable<void> look_at_login(const ProviderKey& key, bool& silent);
    boost::asio::awaitable<std::optional<SightTells>> probe(const ProviderKey& key);
    void see_restart(const std::string& by, std::uint64_t until);

    PassWork& work_;
    bool was_seen_ = false; ///< by this pass
};

} // namespace idpsync::reconcile
