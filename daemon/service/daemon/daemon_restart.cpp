// An operator's word that NetBird was restarted.

#include "reconcile/acknowledge.hpp"
#include "service/daemon/daemon.hpp"

namespace idpsync::service {

Result<std::optional<Acknowledgement>> Daemon::acknowledge_restart(std::optional<std::uint64_t> generation)
{
    if (!state_.pass_under_way)
    {
        const auto outcome = acknowledge_now(generation);
        if (outcome.has_error())
            return outcome.error();
        return std::optional(*outcome);
    }
    // The pass holds the ledger: it would save over whatever is written now.
    const auto& needed = state_.restart_needed;
    if (!needed)
        return std::optional(Acknowledgement::nothing_needed);
    if (generation && *generation != needed->generation)
        return std::optional(Acknowledgement::other_generation);
    acknowledged_ = needed->generation;
    return std::optional<Acknowledgement>();
}

Result<Acknowledgement> Daemon::acknowledge_now(std::optional<std::uint64_t> generation)
{
    auto outcome = reconcile::acknowledge_restart(store_, events_, generation);
    if (outcome.has_value() && *outcome == Acknowledgement::taken)
    {
        state_.restart_needed.reset();
        publish();
    }
    return outcome;
}

} // namespace idpsync::service
