// What never makes its caller wait, and what it leaves as it was.

#include "service/log/log_channel.hpp"
#include "support/journal_socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace idpsync::service {
namespace {

/// Two ends, closed at the end.
struct Ends
{
    Ends() = default;
    ~Ends()
    {
        ::close(reader);
        ::close(writer);
    }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;

    static void make_pipe(Ends& ends)
    {
        std::array<int, 2> both{};
        ASSERT_EQ(::pipe2(both.data(), O_CLOEXEC), 0);
        ends.reader = both[0];
        ends.writer = both[1];
    }

    static void make_sockets(Ends& ends)
    {
        std::array<int, 2> both{};
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both.data()), 0);
        ends.reader = both[0];
        ends.writer = both[1];
    }

    static void make_terminal(Ends& ends)
    {
        ends.reader = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        ASSERT_GE(ends.reader, 0);
        ASSERT_EQ(::grantpt(ends.reader), 0);
        ASSERT_EQ(::unlockpt(ends.reader), 0);
        ends.writer = ::open(::ptsname(ends.reader), O_RDWR | O_NOCTTY | O_CLOEXEC);
        ASSERT_GE(ends.writer, 0);
    }

    [[nodiscard]] std::string read() const
    {
        std::array<char, 65536> buffer{};
        const auto got = ::read(reader, buffer.data(), buffer.size());
        return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
    }

    [[nodiscard]] bool blocks() const { return (::fcntl(writer, F_GETFL) & O_NONBLOCK) == 0; }

    int reader = -1;
    int writer = -1;
};

/// Sends until nothing more is taken; false when something broke.
bool fill(LogChannel& channel)
{
    const std::string record(1000, 'x');
    for (;;)
        if (const auto sent = channel.send(record); sent.full || sent.broken)
            return sent.full;
}

/// Whoever takes the log, and whether their end may be opened anew.
struct Case
{
    const char* name;
    void (*make)(Ends& ends);
    bool reopen;
};

class LogChannelTo : public ::testing::TestWithParam<Case>
{
protected:
    void SetUp() override { GetParam().make(ends); }

    LogChannel channel() { return LogChannel::to(ends.writer, GetParam().reopen); }

    Ends ends;
};

TEST_P(LogChannelTo, WritesWhatIsSent)
{
    auto to = channel();
    EXPECT_EQ(to.send("a line").bytes, 6U);
    EXPECT_EQ(ends.read(), "a line");
}

TEST_P(LogChannelTo, SaysThatItIsFullInsteadOfWaiting)
{
    auto to = channel();
    EXPECT_TRUE(fill(to));
    // A terminal moves what was read on in its own time.
    while (to.send("more").bytes == 0)
        static_cast<void>(ends.read());
}

TEST_P(LogChannelTo, LeavesTheFlagsOfTheSharedEndAlone)
{
    auto to = channel();
    EXPECT_TRUE(fill(to));
    EXPECT_TRUE(ends.blocks());
}

INSTANTIATE_TEST_SUITE_P(Ends, LogChannelTo,
                         ::testing::Values(Case{"APipe", Ends::make_pipe, true},
                                           Case{"APipeThatMayNotBeOpenedAnew", Ends::make_pipe, false},
                                           Case{"ASocket", Ends::make_sockets, true},
                                           Case{"ATerminal", Ends::make_terminal, true}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(LogChannelOfATerminal, SaysThatItIsFullWhileTheTerminalIsStopped)
{
    Ends ends;
    Ends::make_terminal(ends);
    ASSERT_EQ(::tcflow(ends.writer, TCOOFF), 0);
    auto channel = LogChannel::to(ends.writer);
    EXPECT_TRUE(fill(channel));
    ASSERT_EQ(::tcflow(ends.writer, TCOON), 0);
    while (channel.send("x").bytes == 0)
        continue;
}

TEST(LogChannelOfAFile, AppendsWhereTheDescriptorStands)
{
    std::FILE* const file = std::tmpfile();
    ASSERT_NE(file, nullptr);
    ASSERT_GT(std::fputs("before ", file), 0);
    ASSERT_EQ(std::fflush(file), 0);
    auto channel = LogChannel::to(::fileno(file));
    EXPECT_EQ(channel.send("after").bytes, 5U);
    std::rewind(file);
    std::array<char, 32> text{};
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), file), 12U);
    EXPECT_STREQ(text.data(), "before after");
    std::fclose(file);
}

TEST(LogChannelToNobody, IsBrokenOnceTheReaderHasLeft)
{
    std::signal(SIGPIPE, SIG_IGN);
    for (const auto make : {Ends::make_pipe, Ends::make_sockets})
    {
        Ends ends;
        make(ends);
        auto channel = LogChannel::to(ends.writer);
        ::close(std::exchange(ends.reader, -1));
        EXPECT_TRUE(channel.send("x").broken);
    }
}

TEST(JournalChannel, SendsEachEntryWhole)
{
    const test::JournalSocket journal;
    auto channel = LogChannel::to_journal(journal.path()).value();
    EXPECT_EQ(channel.send("MESSAGE=a\n").bytes, 10U);
    EXPECT_EQ(channel.send("MESSAGE=b\n").bytes, 10U);
    EXPECT_EQ(journal.receive(), "MESSAGE=a\n");
    EXPECT_EQ(journal.receive(), "MESSAGE=b\n");
}

TEST(JournalChannel, SaysThatItIsFullWhileJournaldIsStopped)
{
    const test::JournalSocket journal;
    auto channel = LogChannel::to_journal(journal.path()).value();
    EXPECT_TRUE(fill(channel));
    static_cast<void>(journal.receive());
    EXPECT_EQ(channel.send("x").bytes, 1U);
}

TEST(JournalChannel, LeavesOutAnEntryThatNoDatagramHolds)
{
    const test::JournalSocket journal;
    auto channel = LogChannel::to_journal(journal.path()).value();
    EXPECT_TRUE(channel.send(std::string(16UL * 1024 * 1024, 'x')).broken);
    EXPECT_EQ(channel.send("x").bytes, 1U);
}

TEST(JournalChannel, FindsAJournalThatStartedAnew)
{
    auto journal = std::make_unique<test::JournalSocket>();
    const auto path = journal->path();
    auto channel = LogChannel::to_journal(path).value();
    journal->listen_anew();
    EXPECT_EQ(channel.send("x").bytes, 1U);
    EXPECT_EQ(journal->receive(), "x");
    journal.reset();
    EXPECT_TRUE(channel.send("x").broken);
}

TEST(JournalChannel, IsNotThereWithoutAJournal)
{
    EXPECT_FALSE(LogChannel::to_journal("/nonexistent/socket"));
    EXPECT_FALSE(LogChannel::to_journal(std::string(200, 'x')));
}

} // namespace
} // namespace idpsync::service
