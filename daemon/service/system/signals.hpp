#pragma once

// SIGHUP, SIGTERM and SIGINT for the daemon.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <functional>
#include <string>

namespace idpsync::service {

/// Brings signals to the loop, and sees to it that the process ends although the loop is stuck: a second
/// SIGTERM or SIGINT ends it at once, with status 1; and 800 ms after the first it ends with status 0,
/// whatever it is doing: what a write needs to be settled later is on disk before the write leaves.
///
/// One at a time in a process.
class Signals
{
public:
    /// Called on `executor`; `stop` with the signal's name. Any number of SIGHUPs may become one call.
    struct Handlers
    {
        std::function<void()> reload;
        std::function<void(const std::string& name)> stop;
    };

    /// Throws std::system_error when the system has no pipe or timer to give.
    Signals(const boost::asio::any_io_executor& executor, Handlers handlers);

    /// Signals do by default what they did before.
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    void wait();
    void deliver();

    Handlers handlers_;
    boost::asio::posix::stream_descriptor pipe_;
};

} // namespace idpsync::service
