// What is kept of changes.

#include "service/daemon_world.hpp"
#include "service/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using service::Cause;
using service::HistoryEntry;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const WallTime noon{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1} + 12h};
constexpr auto file = "/state/history.jsonl";

HistoryEntry entry_of(std::string what)
{
    return {.provider = ProviderKey::parse("corp").value(),
            .change = {.when = noon, .what = std::move(what), .cause = Cause::file, .who = {}},
            .fields = {},
            .id = ConnectorId{"okta-1"},
            .config_hash = "0123456789abcdef"};
}

TEST(HistoryEntry, IsALineOfJson)
{
    auto entry = entry_of("updated");
    entry.change.cause = Cause::command;
    entry.change.who = "uid 0";
    entry.fields = {"name", "client_secret"};
    EXPECT_EQ(to_json(entry),
              R"({"time":"2030-01-01T12:00:00Z","provider":"corp","change":"updated","cause":"command",)"
              R"("fields":["name","client_secret"],"id":"okta-1","by":"uid 0","config":"0123456789abcdef"})");
}

TEST(HistoryEntry, LeavesOutWhatIsNotKnown)
{
    auto entry = entry_of("deleted");
    entry.id.reset();
    entry.config_hash.clear();
    EXPECT_EQ(to_json(entry),
              R"({"time":"2030-01-01T12:00:00Z","provider":"corp","change":"deleted","cause":"file"})");
}

TEST(HistoryEntry, ForgesNoLine)
{
    auto entry = entry_of("updated");
    entry.id = ConnectorId{"a\"\n\x1b[2J\u202e"};
    EXPECT_THAT(to_json(entry),
                AllOf(Not(HasSubstr("\n")), Not(HasSubstr("\x1b")), Not(HasSubstr("\u202e"))));
}

TEST(History, AppendsToItsFile)
{
    MemoryFiles files;
    files.put_directory("/state");
    service::History history(files, "/state");
    ASSERT_TRUE(history.add({entry_of("created")}));
    ASSERT_TRUE(history.add({entry_of("updated"), entry_of("deleted")}));
    EXPECT_EQ(files.text(file).value(), to_json(entry_of("created")) + '\n' + to_json(entry_of("updated")) +
                                            '\n' + to_json(entry_of("deleted")) + '\n');
}

TEST(History, TouchesNothingForNothing)
{
    MemoryFiles files;
    files.put_directory("/state");
    service::History history(files, "/state");
    ASSERT_TRUE(history.add({}));
    EXPECT_TRUE(files.calls.empty());
}

TEST(History, BeginsAnewWhenItsFileIsLong)
{
    MemoryFiles files;
    files.put_directory("/state");
    service::History history(files, "/state");
    const std::string old(256U << 10U, 'x');
    files.put(file, old);
    ASSERT_TRUE(history.add({entry_of("created")}));
    EXPECT_EQ(files.text(file).value(), to_json(entry_of("created")) + '\n');
    EXPECT_EQ(files.text("/state/history.jsonl.1"), old);
}

TEST(History, SaysWhenItCannotBeKept)
{
    MemoryFiles files;
    files.put_directory("/state");
    service::History history(files, "/state");
    files.fail = [](MemoryFiles::Call call, const std::string&) -> std::optional<std::string> {
        return call == MemoryFiles::Call::replace ? std::optional<std::string>("No space left on device")
                                                  : std::nullopt;
    };
    const auto outcome = history.add({entry_of("created")});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::storage);
}

class HistoryOfADaemon : public testing::Test, public DaemonWorld
{
protected:
    /// Its last line, and how many there are.
    [[nodiscard]] std::string last() const
    {
        const auto text = files.text(file).value_or("\n");
        const auto begin = text.size() < 2 ? std::string::npos : text.rfind('\n', text.size() - 2);
        return text.substr(begin == std::string::npos ? 0 : begin + 1);
    }
    [[nodiscard]] long lines() const
    {
        const auto text = files.text(file).value_or("\n");
        return std::count(text.begin(), text.end(), '\n');
    }
};

TEST_F(HistoryOfADaemon, HoldsWhatTheFilesAskedFor)
{
    start();
    EXPECT_EQ(lines(), 1);
    EXPECT_THAT(last(), AllOf(HasSubstr(R"("provider":"corp","change":"created","cause":"file","id":")"),
                              HasSubstr(R"("config":")" + daemon->state().config_hash + "\"")));
}

TEST_F(HistoryOfADaemon, HoldsRepairedDrift)
{
    start();
    rename_in_netbird("Changed by hand");
    pass_time(5min);
    EXPECT_EQ(lines(), 2);
    EXPECT_THAT(last(), HasSubstr(R"("change":"updated","cause":"drift","fields":["name"],)"));
}

TEST_F(HistoryOfADaemon, DoesNotGrowWithPassesThatChangeNothing)
{
    start();
    pass_time(24h);
    EXPECT_EQ(lines(), 1);
}

TEST_F(HistoryOfADaemon, HoldsNoSecretAndNoName)
{
    start();
    EXPECT_THAT(files.text(file).value(), AllOf(Not(HasSubstr("secret")), Not(HasSubstr("Corp"))));
}

} // namespace
} // namespace idpsync::test
