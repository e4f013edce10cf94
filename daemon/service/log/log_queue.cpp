#include "service/log/log_queue.hpp"

#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace idpsync::service {

LogQueue::LogQueue(const boost::asio::any_io_executor& executor, LogChannel channel,
                   std::function<void(std::uint64_t)> told_of_room, std::size_t limit)
    : channel_(std::move(channel)), told_of_room_(std::move(told_of_room)), limit_(limit), room_(executor)
{}

LogQueue::~LogQueue() = default;

void LogQueue::write(std::string_view record)
{
    if (!waiting_.empty() && bytes_ + record.size() > limit_)
    {
        drop(1);
        return;
    }
    waiting_.emplace_back(record);
    bytes_ += record.size();
    if (waiting_.size() == 1)
        drain();
}

void LogQueue::drain()
{
    while (!waiting_.empty())
    {
        auto& record = waiting_.front();
        const auto sent = channel_.send(record);
        if (sent.full)
        {
            record.erase(0, sent.bytes);
            bytes_ -= sent.bytes;
            wait_for_room();
            return;
        }
        bytes_ -= record.size();
        waiting_.pop_front();
        if (sent.broken)
            drop(1);
        else if (waiting_.empty())
            tell_of_room();
    }
}

void LogQueue::drop(std::uint64_t records)
{
    dropped_ += records;
    untold_ += records;
}

void LogQueue::tell_of_room()
{
    if (untold_ != 0)
        told_of_room_(std::exchange(untold_, 0));
}

void LogQueue::wait_for_room()
{
    if (waits_ || !watch_for_room())
        return;
    waits_ = true;
    room_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const boost::system::error_code& error) {
                         if (error)
                             return;
                         waits_ = false;
                         drain();
                     });
}

/// An epoll of our own stands between: Asio makes what it waits for non-blocking, and the channel's end may
/// be shared with others.
bool LogQueue::watch_for_room()
{
    const int between = room_.is_open() ? room_.native_handle() : ::epoll_create1(EPOLL_CLOEXEC);
    if (between < 0)
        return false;
    if (!room_.is_open())
        room_.assign(between);
    epoll_event event{.events = EPOLLOUT | EPOLLONESHOT, .data = {}};
    const int end = channel_.descriptor();
    return ::epoll_ctl(between, EPOLL_CTL_MOD, end, &event) == 0 ||
           (errno == ENOENT && ::epoll_ctl(between, EPOLL_CTL_ADD, end, &event) == 0);
}

void LogQueue::use(LogChannel channel)
{
    drain();
    drop(waiting_.size());
    waiting_.clear();
    bytes_ = 0;
    // Closing it ends the wait for the former end.
    if (room_.is_open())
        room_.close();
    waits_ = false;
    channel_ = std::move(channel);
}

void LogQueue::flush(std::chrono::milliseconds at_most)
{
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + at_most;
    for (drain(); !waiting_.empty(); drain())
    {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        pollfd room{channel_.descriptor(), POLLOUT, 0};
        if (left.count() <= 0 || ::poll(&room, 1, static_cast<int>(left.count())) == 0)
            return;
    }
}

} // namespace idpsync::service
