#pragma once

// What a pass makes of `group_sync:` (docs/reconciling.md 29), from values alone.

#include "core/desired.hpp"
#include "core/hold.hpp"
#include "core/ledger.hpp"
#include "core/next_command.hpp"
#include "core/plan.hpp"
#include "core/policy.hpp"

#include <optional>
#include <string>
#include <vector>

namespace idpsync {

/// What one real login showed of a provider's groups.
struct LoginGroups
{
    WallTime at;
    std::vector<std::string> groups; ///< of the claim `groups`
};

struct GroupSyncView
{
    const DesiredGroupSync& desired;
    const GroupSettings& seen;
    const std::optional<LedgerGroupSync>& known;
    const std::vector<LoginGroups>& logins;
    const Hold* hold = nullptr;
    WallTime now{};
    bool unsettled = false; ///< an earlier write of the settings may still arrive (rule 12)
    /// This NetBird holds the list against local users too, and has some (core/netbird_version.hpp).
    bool local_users_hit = false;
    std::string netbird_version = {}; ///< as NetBird says it; raw; empty: it does not
    bool named = false;               ///< the command named the settings: they are contested no more
    bool forgive_contested = false;   ///< SIGHUP, reload
    NextCommand commands{};           ///< as the operator is to type them
};

/// | NetBird      | because                                  | decision                    | rule |
/// |--------------|------------------------------------------|-----------------------------|------|
/// | as declared  |                                          | nothing                     |      |
/// | differs      | somebody changed it since our write      | update (drifted)            | 29   |
/// | differs      | the declaration is new                   | update                      | 29   |
/// | differs      | it might lock everybody out              | refuse                      | 29   |
/// | differs      | it would lock every local user out       | refuse                      | 29   |
/// | differs      | this declaration was taken back by hand  | refuse                      | 29   |
/// | differs      | overturned 3 times                       | conflict: contested         | 9    |
/// | differs      | NetBird refused or ignored it            | wait, or conflict           | 16   |
/// | any          | an earlier write may still arrive        | wait                        | 12   |
GroupSyncItem decide_group_sync(const GroupSyncView& view);

/// The item where the settings could not be read.
GroupSyncItem unreadable_group_sync(const DesiredGroupSync& desired,
                                    const std::optional<LedgerGroupSync>& known, const std::string& problem);

/// The item that puts back what was kept: no guard stands before it.
GroupSyncItem restore_group_sync(const GroupSettings& kept, const GroupSettings& seen,
                                 const std::optional<DesiredGroupSync>& desired);

/// Why a declaration that was taken back with --restore-settings is refused, and what to do.
struct TakenBackWords
{
    std::string why;
    std::string next;
};

TakenBackWords taken_back_words(const NextCommand& commands);

/// True when, after the change, people who may log in now may be turned away: the list of those who may is
/// not empty, and anything but an addition to it changes.
bool may_lock_out(const GroupSettings& before, const GroupSettings& after);

/// True when, after the change, a list of those who may log in is in force that was not before: where NetBird
/// holds it against local users too, it turns them all away, whoever is in it.
bool begins_an_allow_list(const GroupSettings& before, const GroupSettings& after);

/// What the ledger knows after the write of `item` succeeded at `now`.
LedgerGroupSync known_after_write(const GroupSyncItem& item, WallTime now);

} // namespace idpsync
