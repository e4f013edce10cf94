#pragma once

// Answers at the control socket. Whatever a client does, hang, flood, leave or talk nonsense, costs it its
// own connection and nobody else anything.

#include "net/async_event.hpp"
#include "net/clock.hpp"
#include "service/control/protocol.hpp"
#include "service/control/socket.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace idpsync::service::control {

/// How many may be connected at the same time, and how many of them may be such as can only look, so that
/// these never keep an operator out.
inline constexpr std::size_t most_clients = 16;
inline constexpr std::size_t most_lookers = 12;

/// A client that has not sent its request, or taken its answer, after this time is cut off.
inline constexpr std::chrono::seconds longest_silence{5};

/// Between two lines of how far a pass is, to one client.
inline constexpr std::chrono::milliseconds between_progress{250};

/// What the daemon makes of requests.
struct Handlers
{
    std::function<StatusDocument()> status;
    std::function<std::shared_ptr<PendingReload>(ReloadRequest)> reload;
    std::function<PauseAnswer(std::chrono::seconds duration, const std::string& who)> pause;
    std::function<ResumeAnswer(const std::string& who)> resume;
    std::function<Result<AcknowledgeAnswer>(std::optional<std::uint64_t> generation, const std::string& who)>
        acknowledge_restart;
    std::function<Result<History::Kept>(const HistoryRequest& request)> history;
};

class Server
{
public:
    /// What somebody who connected may do.
    using AccessRule = std::function<Access(const Peer& peer)>;

    /// `clock` must outlive it.
    Server(const boost::asio::any_io_executor& executor, net::Clock& clock, Handlers handlers,
           AccessRule access);

    /// Ends every connection.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Listens at `path`; errors are listen_at()'s.
    Result<void> start(const std::string& path);

    /// Tells those who watch that the state is another one.
    void publish();

    [[nodiscard]] std::size_t clients() const;

private:
    class Room;
    std::shared_ptr<Room> room_; // shared with the connections, which end after it
};

} // namespace idpsync::service::control
