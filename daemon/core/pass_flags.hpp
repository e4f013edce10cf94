#pragma once

#include <boost/describe/class.hpp>

namespace idpsync {

/// What an operator asks of one pass by a flag of `apply` or `reload`. The control socket carries each under
/// its name here.
struct PassFlags
{
    bool prune_now = false;        ///< waive prune_grace
    bool new_server = false;       ///< forget the ledger's ids: this is another NetBird, knowingly
    bool rebuild_ledger = false;   ///< begin with an empty ledger, the old one moved aside, readable or not
    bool restore_settings = false; ///< put back the settings of before our last write, and nothing else
    bool adopt = false;            ///< where there was no ledger, what NetBird has may be changed (rule 32)
    bool rotate = false;           ///< each named provider gets a new client secret (rule 36)
    bool interrupt = false;        ///< even where logins fail until NetBird restarts
    bool agreed_changes = false;   ///< reconcile.max_changes does not count: somebody agreed (rule 33)

    bool operator==(const PassFlags&) const = default;
};

BOOST_DESCRIBE_STRUCT(PassFlags, (),
                      (prune_now, new_server, rebuild_ledger, restore_settings, adopt, rotate, interrupt,
                       agreed_changes))

} // namespace idpsync
