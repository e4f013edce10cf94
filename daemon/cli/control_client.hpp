#pragma once

// The other end of the daemon's control socket (service/control/protocol.hpp).

#include "service/control/protocol.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace idpsync::cli {

/// How long a command waits for what the daemon answers from memory.
inline constexpr std::chrono::seconds answer_time{5};

/// How long it waits for a pass before somebody is told that it goes on.
inline constexpr std::chrono::seconds pass_time{60};

/// The next step where no daemon answers. Where systemd does not run, as in a container, it starts nothing.
std::string how_to_reach_one(bool under_systemd);

/// One request and its answers.
class ControlClient
{
public:
    /// Connects to the daemon whose socket is in `runtime_directory` and sends the request. Error
    /// (transport): nobody answers there, and what to do; forbidden: this user may not connect.
    static Result<ControlClient> ask(const std::string& runtime_directory,
                                     const service::control::Request& request);

    ~ControlClient();
    ControlClient(ControlClient&& other) noexcept;
    ControlClient(const ControlClient&) = delete;
    ControlClient& operator=(const ControlClient&) = delete;
    ControlClient& operator=(ControlClient&&) = delete;

    /// The next line of the daemon, without its end. `patience`: nothing is for ever. Errors: timed_out;
    /// transport when the daemon ended or hung up.
    Result<std::string> line(std::optional<std::chrono::seconds> patience);

private:
    explicit ControlClient(int socket) : socket_(socket) {}

    int socket_;
    std::string received_;
};

} // namespace idpsync::cli
