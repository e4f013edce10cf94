// A log whose reader is slow, stopped or gone.

#include "service/log/log_queue.hpp"
#include "support/matchers.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

class LogQueueing : public ::testing::Test
{
protected:
    LogQueueing()
    {
        std::array<int, 2> both{};
        if (::pipe2(both.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
        reader_ = both[0];
        writer_ = both[1];
        std::signal(SIGPIPE, SIG_IGN);
    }
    ~LogQueueing() override
    {
        queue.reset();
        ::close(reader_);
        ::close(writer_);
    }

    void begin(std::size_t limit = LogQueue::default_limit)
    {
        queue.emplace(
            io.get_executor(), LogChannel::to(writer_),
            [this](std::uint64_t lines) {
                told.push_back(lines);
                queue->write("told\n");
            },
            limit);
    }

    /// A queue of `limit` bytes before a pipe with no room.
    void begin_with_a_full_pipe(std::size_t limit)
    {
        begin(limit);
        const std::string filler(4096, '.');
        while (::write(writer_, filler.data(), filler.size()) > 0)
            continue;
    }

    /// What the reader gets now, without the filler.
    std::string read()
    {
        std::string text;
        std::array<char, 65536> buffer{};
        for (ssize_t got = 0; (got = ::read(reader_, buffer.data(), buffer.size())) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(got));
        std::erase(text, '.');
        return text;
    }

    void leave() { ::close(std::exchange(reader_, -1)); }

    /// The loop does what is ready.
    void turn()
    {
        io.restart();
        io.poll();
    }

    boost::asio::io_context io;
    std::optional<LogQueue> queue;
    std::vector<std::uint64_t> told;

private:
    int reader_ = -1;
    int writer_ = -1;
};

TEST_F(LogQueueing, WritesAtOnceWhileThereIsRoom)
{
    begin();
    queue->write("a\n");
    queue->write("b\n");
    EXPECT_EQ(read(), "a\nb\n");
    EXPECT_EQ(queue->dropped(), 0U);
    EXPECT_THAT(told, IsEmpty());
}

TEST_F(LogQueueing, KeepsWhatFindsNoRoomAndWritesItInOrderLater)
{
    begin_with_a_full_pipe(100);
    queue->write("a\n");
    queue->write("b\n");
    turn();
    EXPECT_EQ(read(), "");
    turn();
    EXPECT_EQ(read(), "a\nb\n");
    EXPECT_EQ(queue->dropped(), 0U);
}

TEST_F(LogQueueing, LeavesOutWhatDoesNotFitAndSaysSoOnceThereIsRoom)
{
    begin_with_a_full_pipe(4);
    for (const auto* record : {"a\n", "b\n", "c\n", "d\n"})
        queue->write(record);
    EXPECT_EQ(queue->dropped(), 2U);
    EXPECT_THAT(told, IsEmpty());
    static_cast<void>(read());
    turn();
    EXPECT_EQ(read(), "a\nb\ntold\n");
    EXPECT_THAT(told, ElementsAre(2U));

    queue->write("e\n");
    EXPECT_EQ(read(), "e\n");
    EXPECT_THAT(told, ElementsAre(2U));
    EXPECT_EQ(queue->dropped(), 2U);
}

TEST_F(LogQueueing, WritesOnAtTheByteWhereRoomEnded)
{
    begin(1000 * 1000);
    const std::string record(300 * 1000, 'x');
    queue->write(record);
    queue->write("end\n");
    std::string got;
    while (!got.ends_with("end\n"))
    {
        got += read();
        turn();
    }
    EXPECT_EQ(got, record + "end\n");
}

TEST_F(LogQueueing, WakesTheLoopForNothingWhileThereIsNoRoom)
{
    begin_with_a_full_pipe(100);
    queue->write("a\n");
    turn();
    EXPECT_EQ(io.poll(), 0U);
}

TEST_F(LogQueueing, DoesNotMindThatTheReaderHasLeft)
{
    begin();
    leave();
    queue->write("a\n");
    queue->write("b\n");
    EXPECT_EQ(queue->dropped(), 2U);
}

TEST_F(LogQueueing, WritesAtTheEndWhatStillFindsRoom)
{
    begin_with_a_full_pipe(100);
    queue->write("a\n");
    static_cast<void>(read());
    queue->flush(0ms);
    EXPECT_EQ(read(), "a\n");
}

TEST_F(LogQueueing, GivesUpAtTheEndWhenNobodyReads)
{
    begin_with_a_full_pipe(100);
    queue->write("a\n");
    queue->flush(1ms);
    EXPECT_EQ(read(), "");
}

TEST_F(LogQueueing, GoesOnAtAnotherEnd)
{
    begin_with_a_full_pipe(100);
    queue->write("a\n");
    std::array<int, 2> other{};
    ASSERT_EQ(::pipe2(other.data(), O_CLOEXEC), 0);
    queue->use(LogChannel::to(other[1]));
    turn();
    EXPECT_EQ(queue->dropped(), 1U);
    queue->write("b\n");
    std::array<char, 16> buffer{};
    EXPECT_EQ(::read(other[0], buffer.data(), buffer.size()), 7);
    EXPECT_STREQ(buffer.data(), "b\ntold\n");
    queue.reset();
    ::close(other[0]);
    ::close(other[1]);
}

} // namespace
} // namespace idpsync::service
