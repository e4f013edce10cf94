#include "service/system/signals.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>

namespace idpsync::service {
namespace {

constexpr int status_when_forced = 1;
constexpr itimerspec time_to_end{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_nsec = 800'000'000}};
constexpr std::array handled{SIGHUP, SIGTERM, SIGINT, SIGALRM};

/// A handler gets nothing but the signal's number, so what it needs has to lie here.
volatile std::sig_atomic_t pipe_to_loop = -1;
volatile std::sig_atomic_t asked_to_stop = 0;
timer_t patience = {};

/// Only what may be called in a signal handler.
extern "C" void on_signal(int number)
{
    const int error = errno;
    if (number == SIGALRM)
        ::_exit(0);
    if (number != SIGHUP)
    {
        if (asked_to_stop != 0)
            ::_exit(status_when_forced);
        asked_to_stop = 1;
        ::timer_settime(patience, 0, &time_to_end, nullptr);
    }
    // A full pipe has enough in it for the loop to do; and a loop that never comes to it is ended by the
    // timer.
    const auto byte = static_cast<unsigned char>(number);
    static_cast<void>(::write(pipe_to_loop, &byte, 1) == 1);
    errno = error;
}

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

/// False, with errno set, when the system does not take it.
bool handle(void (*handler)(int)) noexcept
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigfillset(&action.sa_mask);
    for (const int number : handled)
        if (::sigaction(number, &action, nullptr) != 0)
            return false;
    return true;
}

} // namespace

Signals::Signals(const boost::asio::any_io_executor& executor, Handlers handlers)
    : handlers_(std::move(handlers)), pipe_(executor)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        fail("pipe");
    pipe_.assign(ends[0]);
    pipe_to_loop = ends[1];
    asked_to_stop = 0;
    struct sigevent alarm = {};
    alarm.sigev_notify = SIGEV_SIGNAL;
    alarm.sigev_signo = SIGALRM;
    if (::timer_create(CLOCK_MONOTONIC, &alarm, &patience) != 0)
        fail("timer_create");
    if (!handle(on_signal))
        fail("sigaction");
    wait();
}

Signals::~Signals()
{
    handle(SIG_DFL);
    ::timer_delete(patience);
    ::close(pipe_to_loop);
    pipe_to_loop = -1;
}

void Signals::wait()
{
    pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const boost::system::error_code& error) {
                         if (error)
                             return;
                         deliver();
                         wait();
                     });
}

void Signals::deliver()
{
    std::array<unsigned char, 4096> bytes{};
    const auto got = ::read(pipe_.native_handle(), bytes.data(), bytes.size());
    const unsigned char* const begin = bytes.data();
    const auto* const end = begin + std::max<ssize_t>(got, 0);
    const auto came = [&](int number) { return std::find(begin, end, number) != end; };
    if (came(SIGTERM))
        handlers_.stop("SIGTERM");
    if (came(SIGINT))
        handlers_.stop("SIGINT");
    if (came(SIGHUP))
        handlers_.reload();
}

} // namespace idpsync::service
