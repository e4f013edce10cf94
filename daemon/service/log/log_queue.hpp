#pragma once

// Between the daemon and whoever takes its log away, who may be slow, stopped or gone.

#include "service/log/log_channel.hpp"
#include "service/log/log_outlet.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

namespace idpsync::service {

/// Records go out at once while there is room; else they wait here, `limit` bytes at most (or one record),
/// and go out from the loop as soon as there is room again. What does not fit is left out and counted.
///
/// For one thread. Waits for nothing, but in flush().
class LogQueue final : public LogOutlet
{
public:
    static constexpr std::size_t default_limit = 256UL * 1024;

    /// `told_of_room` is called with how many records were left out since the last call, once records go out
    /// again; it may write.
    LogQueue(const boost::asio::any_io_executor& executor, LogChannel channel,
             std::function<void(std::uint64_t)> told_of_room, std::size_t limit = default_limit);
    ~LogQueue() override;

    void write(std::string_view record) override;

    /// Another end from now on. What the former one does not take now is left out.
    void use(LogChannel channel);

    /// Waits for room, `at_most` in all, to write what is left.
    void flush(std::chrono::milliseconds at_most);

    /// Records left out so far.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

private:
    void drain();
    void drop(std::uint64_t records);
    void tell_of_room();
    void wait_for_room();
    bool watch_for_room();

    LogChannel channel_;
    std::function<void(std::uint64_t)> told_of_room_;
    std::size_t limit_;
    std::deque<std::string> waiting_; ///< of the first, what has not gone out
    std::size_t bytes_ = 0;           ///< that wait
    std::uint64_t dropped_ = 0;
    std::uint64_t untold_ = 0; ///< of these
    boost::asio::posix::stream_descriptor room_;
    bool waits_ = false;
};

} // namespace idpsync::service
