// The log of the service: entries for the journal, lines elsewhere, and nothing waits.

#include "service/log/daemon_log.hpp"
#include "service/log/journal_entry.hpp"
#include "support/journal_socket.hpp"
#include "support/matchers.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace idpsync::service {
namespace {

using config::LogFormat;

Event event()
{
    return {EventName::updated, Level::warning, ProviderKey::parse("corp"), {{"changed", "name\nMESSAGE=x"}}};
}

TEST(JournalEntry, HasAFieldForEachOfTheEventAndOneLineForEach)
{
    EXPECT_EQ(journal_entry(event()), "MESSAGE=event=updated provider=corp changed=\"name\\nMESSAGE=x\"\n"
                                      "PRIORITY=4\n"
                                      "SYSLOG_IDENTIFIER=netbird-idp-sync\n"
                                      "IDPSYNC_EVENT=updated\n"
                                      "IDPSYNC_PROVIDER=corp\n"
                                      "IDPSYNC_CHANGED=name\\nMESSAGE=x\n");
}

TEST(JournalEntry, NamesFieldsAsTheJournalAllows)
{
    EXPECT_THAT(journal_entry({EventName::failed, Level::error, {}, {{"in-sync 2é", "x"}}}),
                HasSubstr("\nIDPSYNC_IN_SYNC_2__=x\n"));
}

class LogOfTheDaemon : public ::testing::Test
{
protected:
    LogOfTheDaemon()
    {
        if (::pipe2(pipe_.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
    }
    ~LogOfTheDaemon() override
    {
        ::close(pipe_[0]);
        ::close(pipe_[1]);
    }

    DaemonLog::Options options()
    {
        DaemonLog::Options options;
        options.journal_socket = journal.path();
        options.standard_error = pipe_[1];
        return options;
    }

    std::string on_standard_error()
    {
        std::array<char, 65536> buffer{};
        const auto got = ::read(pipe_[0], buffer.data(), buffer.size());
        return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
    }

    boost::asio::io_context io;
    test::JournalSocket journal;

private:
    std::array<int, 2> pipe_{};
};

TEST_F(LogOfTheDaemon, SendsEntriesToTheJournal)
{
    DaemonLog log(io.get_executor(), options());
    log.use({.format = LogFormat::journald, .level = Level::info});
    log.emit(event());
    EXPECT_EQ(journal.receive(), journal_entry(event()));
    EXPECT_EQ(on_standard_error(), "");
}

TEST_F(LogOfTheDaemon, WritesLinesForTheJournalWhereNoneListens)
{
    auto without = options();
    without.journal_socket = "/nonexistent";
    DaemonLog log(io.get_executor(), without);
    log.use({.format = LogFormat::journald, .level = Level::info});
    log.emit(event());
    EXPECT_THAT(on_standard_error(), StartsWith("<4>event=updated provider=corp"));
}

TEST_F(LogOfTheDaemon, ChangesBetweenJournalAndStandardError)
{
    DaemonLog log(io.get_executor(), options());
    for (int change = 0; change < 2; ++change)
    {
        log.use({.format = LogFormat::json, .level = Level::info});
        log.emit(event());
        EXPECT_THAT(on_standard_error(), StartsWith("{\"time\":"));
        log.use({.format = LogFormat::journald, .level = Level::info});
        log.emit(event());
        EXPECT_EQ(journal.receive(), journal_entry(event()));
    }
}

TEST_F(LogOfTheDaemon, HoldsToTheLevelUnlessItIsVerbose)
{
    auto talkative = options();
    talkative.verbose = true;
    DaemonLog quiet(io.get_executor(), options());
    DaemonLog verbose(io.get_executor(), talkative);
    const Event debug{EventName::pass_started, Level::debug, {}, {}};
    quiet.use({.format = LogFormat::text, .level = Level::error});
    quiet.emit(debug);
    EXPECT_EQ(on_standard_error(), "");
    verbose.use({.format = LogFormat::text, .level = Level::error});
    verbose.emit(debug);
    EXPECT_THAT(on_standard_error(), HasSubstr("level=debug event=pass_started\n"));
}

TEST_F(LogOfTheDaemon, CountsTheLinesThatNobodyTookAndTellsOfThemInOne)
{
    DaemonLog log(io.get_executor(), options());
    log.use({.format = LogFormat::text, .level = Level::info});
    while (log.lines_dropped() < 10)
        log.emit(event());
    std::string text;
    while (text.find("log_dropped") == std::string::npos)
    {
        text += on_standard_error();
        io.restart();
        io.poll();
    }
    EXPECT_THAT(text, HasSubstr("level=warning event=log_dropped lines=10\n"));
    EXPECT_EQ(log.lines_dropped(), 10U);
}

} // namespace
} // namespace idpsync::service
