#pragma once

// What `status` shows, as it goes over the control socket and comes out of `status --json`.

#include "service/daemon/conditions.hpp"
#include "service/daemon/daemon_state.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace idpsync::service::control {

/// The daemon's state with everything that its own clock says, so that a reader needs none.
struct StatusDocument
{
    std::string program_version;
    WallTime now;
    WallTime next_pass;                   ///< at the latest
    std::optional<WallTime> paused_until; ///< in place of DaemonState's, which is steady time
    bool in_sync = false;                 ///< every provider is, as the last look showed
    bool fresh = false;                   ///< the last success is younger than three intervals
    DaemonState state;                    ///< without steady times
    Conditions conditions;                ///< of everything in it
};

/// Takes the daemon's state at this moment.
StatusDocument status_document(const DaemonState& state, net::SteadyTime now, WallTime wall_now);

/// The document of docs/control.md. Neither secrets nor fingerprints are in it.
std::string status_json(const StatusDocument& status);

/// And back: what is read from status_json(x) shows what x does. Nothing when it is no such document.
std::optional<StatusDocument> status_from_json(const boost::json::value& value);

} // namespace idpsync::service::control
