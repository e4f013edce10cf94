#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace idpsync::net {

/// Something that happens once, and coroutines that wait for it. For one thread.
class AsyncEvent
{
public:
    explicit AsyncEvent(const boost::asio::any_io_executor& executor)
        : timer_(executor, boost::asio::steady_timer::time_point::max())
    {}

    [[nodiscard]] bool is_set() const { return set_; }

    /// Wakes everyone who waits; whoever comes later does not wait.
    void set()
    {
        set_ = true;
        timer_.cancel();
    }

    /// Returns when the event is set; also when the waiting coroutine is cancelled, then is_set() tells.
    boost::asio::awaitable<void> wait()
    {
        if (!set_)
            co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

private:
    boost::asio::steady_timer timer_; // never expires: cancelling it is the event
    bool set_ = false;
};

} // namespace idpsync::net
