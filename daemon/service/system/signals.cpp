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

constexpr itimerspec time_to_end{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_nsec = 800'000'000}};

/// A handler gets nothing but the signal's number, so what it needs has to lie here.
volatile std::sig_atomic_t pipe_to_loop = -1;
volatile std::sig_atomic_t stopping_signal = 0;
volatile std::sig_atomic_t status_after_patience = 0;
constexpr std::sig_atomic_t status_of_the_signal = -1;
timer_t patience = {};

/// Only what may be called in a signal handler.
extern "C" void on_signal(int number)
{
    const int error = errno;
    if (number == SIGALRM)
        ::_exit(status_after_patience == status_of_the_signal ? exit_status_of_signal(stopping_signal)
                                                              : status_after_patience);
    if (number != SIGHUP)
    {
        if (stopping_signal != 0)
            ::_exit(exit_status_of_signal(number));
        stopping_signal = number;
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
bool handle(bool with_hangup, void (*handler)(int)) noexcept
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigfillset(&action.sa_mask);
    for (const int number : {SIGTERM, SIGINT, SIGALRM, SIGHUP})
        if ((number != SIGHUP || with_hangup) && ::sigaction(number, &action, nullptr) != 0)
            return false;
    return true;
}

} // namespace

Signals::Signals(const boost::asio::any_io_executor& executor, Handlers handlers,
                 std::optional<int> status_when_stuck)
    : handlers_(std::move(handlers)), pipe_(executor), self_(std::make_shared<Signals*>(this))
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        fail("pipe");
    pipe_.assign(ends[0]);
    pipe_to_loop = ends[1];
    stopping_signal = 0;
    status_after_patience = status_when_stuck.value_or(status_of_the_signal);
    struct sigevent alarm = {};
    alarm.sigev_notify = SIGEV_SIGNAL;
    alarm.sigev_signo = SIGALRM;
    if (::timer_create(CLOCK_MONOTONIC, &alarm, &patience) != 0)
        fail("timer_create");
    if (!handle(handlers_.reload != nullptr, on_signal))
        fail("sigaction");
    wait();
}

Signals::~Signals()
{
    *self_ = nullptr;
    const int end = pipe_to_loop;
    if (stopping_signal == 0)
    {
        handle(handlers_.reload != nullptr, SIG_DFL);
        // One that came in between has set the timer: it goes on counting.
        if (stopping_signal == 0)
            ::timer_delete(patience);
    }
    pipe_to_loop = -1;
    ::close(end);
}

void Signals::wait()
{
    pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [self = self_](const boost::system::error_code& error) {
                         if (error || *self == nullptr)
                             return;
                         (*self)->deliver();
                         if (*self != nullptr)
                             (*self)->wait();
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

int stop_signal()
{
    return stopping_signal;
}

} // namespace idpsync::service
