#pragma once

// SIGTERM, SIGINT and SIGHUP, for the daemon and for commands alike.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::service {

/// Brings signals to the loop, and sees to it that the process ends although the loop is stuck: a second
/// SIGTERM or SIGINT ends it at once with 128 and the signal's number, as a shell shows one that a signal
/// ended; and 800 ms after the first it ends, whatever it is doing. That is safe at any moment, in the middle
/// of a write, too: what is needed to settle that later is on disk before the write leaves, and files are
/// replaced whole.
///
/// One at a time in a process. One that has been asked to stop goes on counting the 800 ms when the object is
/// gone: whatever still is to be said must be said by then.
class Signals
{
public:
    /// Called on `executor`; `stop` with the signal's name. Any number of SIGHUPs may become one call.
    /// Without `reload`, SIGHUP does what it does by default.
    struct Handlers
    {
        std::function<void()> reload;
        std::function<void(const std::string& name)> stop;
    };

    /// `status_when_stuck`: with which the process ends after 800 ms; nothing: 128 and the number of the
    /// signal. Throws std::system_error when the system has no pipe or timer to give.
    Signals(const boost::asio::any_io_executor& executor, Handlers handlers,
            std::optional<int> status_when_stuck = std::nullopt);

    /// Unless it was asked to stop, signals do by default what they did before.
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    void wait();
    void deliver();

    Handlers handlers_;
    boost::asio::posix::stream_descriptor pipe_;
    std::shared_ptr<Signals*> self_; ///< for what may still be in the loop when this is gone
};

/// The signal that has asked this process to stop since a Signals was first there; 0: none has.
int stop_signal();

/// What a shell shows for a process that this signal ended.
constexpr int exit_status_of_signal(int number)
{
    return 128 + number;
}

} // namespace idpsync::service
