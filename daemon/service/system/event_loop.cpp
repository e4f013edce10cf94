#include "service/system/event_loop.hpp"

#include <unistd.h>

#include <csignal>

namespace idpsync::service {

using namespace std::chrono_literals;

namespace {

constexpr auto time_to_end = 1s;
constexpr int exit_status_when_forced = 1;

} // namespace

EventLoop::EventLoop() : signals_(io_), patience_(io_)
{}

void EventLoop::watch_signals()
{
    stopping_ = false;
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
        if (!error)
            on_signal();
    });
}

void EventLoop::ignore_signals()
{
    signals_.cancel();
    signals_.clear();
    patience_.cancel();
}

void EventLoop::on_signal()
{
    stopping_ = true;
    patience_.expires_after(time_to_end);
    patience_.async_wait([](const boost::system::error_code& error) {
        if (!error)
            ::_exit(exit_status_when_forced);
    });
    signals_.async_wait([](const boost::system::error_code& error, int /*signal*/) {
        if (!error)
            ::_exit(exit_status_when_forced);
    });
    cancel_.emit(boost::asio::cancellation_type::terminal);
}

} // namespace idpsync::service
