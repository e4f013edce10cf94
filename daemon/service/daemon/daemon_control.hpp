#pragma once

// A daemon's control socket: what comes in there, in the daemon's own terms.

#include "service/control/server.hpp"
#include "service/daemon/daemon.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace idpsync::service {

class DaemonControl
{
public:
    /// Both must outlive it.
    DaemonControl(const boost::asio::any_io_executor& executor, net::Clock& clock, Daemon& daemon);

    /// Listens in `runtime_directory`. The errors do not keep the daemon from its work.
    Result<void> start(const std::string& runtime_directory);

    /// The daemon's state is another one.
    void publish() { server_.publish(); }

private:
    control::Handlers handlers();
    [[nodiscard]] control::StatusDocument status();
    Result<History::Kept> history(const control::HistoryRequest& request);
    Result<control::AcknowledgeAnswer> acknowledge_restart(std::optional<std::uint64_t> generation);

    net::Clock& clock_;
    Daemon& daemon_;
    control::Server server_;
};

/// Makes `directory`, which systemd does for a unit, unless it is there: for the owner of the state
/// directory, whom a daemon that root starts becomes. Errors (storage).
Result<void> make_runtime_directory(const std::string& directory, const std::string& state_directory);

} // namespace idpsync::service
