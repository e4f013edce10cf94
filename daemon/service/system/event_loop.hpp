#pragma once

// The one thread's loop, for a command that runs a coroutine to its end.

#include "core/error.hpp"
#include "service/system/signals.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <memory>
#include <optional>

namespace idpsync::service {

/// Runs one coroutine at a time. While it runs, SIGINT and SIGTERM cancel it; between runs they do what they
/// do by default, so that a question to the operator can be left with ^C.
class EventLoop
{
public:
    [[nodiscard]] boost::asio::any_io_executor executor() { return io_.get_executor(); }

    /// Gives what `task` gives, which is a Result. Error (stopped): a signal cancelled it, or one came
    /// before. A task that does not end then, and a second signal, end the process as Signals has it.
    template <class Outcome>
    Outcome run(boost::asio::awaitable<Outcome> task);

private:
    /// False when this process has been asked to stop already.
    bool watch_signals();

    boost::asio::io_context io_{1};
    boost::asio::cancellation_signal cancel_;
    std::optional<Signals> signals_; ///< while a task runs
};

template <class Outcome>
Outcome EventLoop::run(boost::asio::awaitable<Outcome> task)
{
    struct Ending
    {
        std::exception_ptr failure;
        std::optional<Outcome> outcome;
        bool reached = false;
    };
    const auto ending = std::make_shared<Ending>();
    auto on_end = [ending](std::exception_ptr failure, Outcome outcome) {
        ending->reached = true;
        ending->failure = std::move(failure);
        if (!ending->failure)
            ending->outcome.emplace(std::move(outcome));
    };

    if (watch_signals())
    {
        boost::asio::co_spawn(io_, std::move(task),
                              boost::asio::bind_cancellation_slot(cancel_.slot(), std::move(on_end)));
        io_.restart();
        while (!ending->reached && io_.run_one() != 0)
            continue;
        signals_.reset();
    }

    const bool stopping = stop_signal() != 0;
    if (ending->outcome && (!stopping || ending->outcome->has_value()))
        return std::move(*ending->outcome);
    try
    {
        if (ending->failure)
            std::rethrow_exception(ending->failure);
    }
    catch (const boost::system::system_error&)
    {
        if (!stopping)
            throw;
    }
    // An aggregate whose first member takes an Error could be made from one, too.
    return Outcome(boost::system::in_place_error, ErrorKind::stopped, "stopped by a signal");
}

} // namespace idpsync::service
