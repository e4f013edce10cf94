// `history`: what the program tells of what it changed.

#include "cli/installation.hpp"
#include "cli/render/render_history.hpp"
#include "cli/schema_objections.hpp"
#include "service/history_line.hpp"
#include "service/system/user_names.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using cli::render_history;
using sandbox::Sandbox;
using service::Cause;
using service::HistoryEntry;

using idpsync::test::noon;
const sandbox::Person ada{.id = "ada", .name = "Ada\x1b[2J", .email = "ada@example.com"};

long lines_of(const std::string& text)
{
    return std::count(text.begin(), text.end(), '\n');
}

TEST(RenderHistory, IsALineForEachChange)
{
    const HistoryEntry created{.provider = ProviderKey::parse("pocket-id"),
                               .when = noon,
                               .what = "created",
                               .id = ConnectorId{"pocketid-1"},
                               .config_hash = "0123456789abcdef"};
    const HistoryEntry repaired{.provider = ProviderKey::parse("corp"),
                                .when = noon + 1h,
                                .what = "updated",
                                .cause = Cause::drift,
                                .fields = {"name", "client_secret"},
                                .id = ConnectorId{"okta-1"},
                                .authors = {"Ada\n", "2030-01-01T12:59:00Z", "Ben"},
                                .config_hash = "fedcba9876543210",
                                .config_revision = std::string(40, 'a')};
    const HistoryEntry settings{.when = noon + 2h,
                                .what = "updated",
                                .cause = Cause::command,
                                .fields = {"enabled"},
                                .authors = {"root (sudo alice)", "", ""}};
    EXPECT_EQ(
        render_history({created, repaired, settings}, false),
        "2030-01-01T12:00:00Z  pocket-id   created  file     pocketid-1  configuration 0123456789abcdef\n"
        "2030-01-01T13:00:00Z  corp        updated  drift    name, client_secret  "
        "after Ada\\n at 2030-01-01T12:59:00Z, also Ben  okta-1  configuration fedcba9876543210, revision "
        "aaaaaaaaaaaa\n"
        "2030-01-01T14:00:00Z  group_sync  updated  command  enabled  by root (sudo alice)\n");
    EXPECT_THAT(render_history({created}, true), HasSubstr("\x1b["));
}

TEST(HistoryCommand, SaysThatThereIsNothingYet)
{
    Installation host;
    const auto nothing = host.run({"history"});
    EXPECT_EQ(nothing.exit, 0);
    EXPECT_EQ(nothing.out, "nothing was changed yet\n");
    EXPECT_EQ(nothing.err, "");
    EXPECT_EQ(host.run({"history", "--json"}).out, "{\"version\":1,\"changes\":[],\"damaged\":[]}\n");
}

/// Two creates by `apply`, and a repair of what Ada changed.
class WithHistory : public testing::Test
{
protected:
    WithHistory()
    {
        host.declare("corp");
        host.declare("other");
        EXPECT_EQ(host.run({"apply"}).exit, 0);
        host.netbird.ask([](Sandbox& sandbox) {
            sandbox.edit(sandbox.connectors().at(0).id, {.name = "Theirs"}, ada);
            return 0;
        });
        EXPECT_EQ(host.run({"apply"}).exit, 0);
    }

    Installation host;
};

TEST_F(WithHistory, ShowsTheNewestLastWithWhoseWorkWasOverturned)
{
    const auto shown = host.run({"history"});
    EXPECT_EQ(shown.exit, 0);
    EXPECT_EQ(lines_of(shown.out), 3);
    EXPECT_THAT(shown.out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(shown.out,
                MatchesRegex("(.*\n){2}.*Z  (corp |other)  updated  drift    name, client_secret  after "
                             "Ada.x1b\\[2J <ada@example.com> at .*Z  .*configuration [0-9a-f]{16}\n"));
}

TEST_F(WithHistory, IsWhatTheSchemaSays)
{
    const auto shown = host.run({"history", "--json"});
    EXPECT_EQ(schema_objections("history", "history", shown.out), "");
    const auto changes = json::parse(shown.out).at("changes").as_array();
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].at("change"), "created");
    EXPECT_EQ(changes[0].at("cause"), "command");
    EXPECT_EQ(changes[0].at("by").as_string(), service::user_named(::getuid()));
    EXPECT_EQ(changes[2].at("by"), "Ada\x1b[2J <ada@example.com>");
    std::istringstream file(host.read_file("state/history.jsonl"));
    for (std::string line; std::getline(file, line);)
        EXPECT_EQ(schema_objections("history", "line", line), "") << line;
}

TEST_F(WithHistory, ShowsSoManyAndOfTheKeysOnly)
{
    EXPECT_EQ(lines_of(host.run({"history", "-n", "1"}).out), 1);
    EXPECT_THAT(host.run({"history", "--lines=1"}).out, HasSubstr("  drift  "));
    EXPECT_EQ(lines_of(host.run({"history", "corp", "other"}).out), 3);
    EXPECT_THAT(host.run({"history", "corp"}).out, AllOf(HasSubstr("  corp  "), Not(HasSubstr("  other  "))));
    EXPECT_EQ(host.run({"history", "group_sync"}).out, "nothing of \"group_sync\" was changed yet\n");
}

TEST_F(WithHistory, ReadsWhatWasThereBeforeAndPassesOverDamage)
{
    host.write_file("state/history.jsonl.1", host.read_file("state/history.jsonl"));
    host.write_file("state/history.jsonl", "{\"time\":\x1b\n");
    const auto shown = host.run({"history"});
    EXPECT_EQ(shown.exit, 0);
    EXPECT_EQ(lines_of(shown.out), 3);
    EXPECT_THAT(shown.err,
                AllOf(HasSubstr("history.jsonl:1: is not a change, skipped"), Not(HasSubstr("\x1b"))));
}

TEST_F(WithHistory, SaysWhenItCannotBeRead)
{
    std::filesystem::remove(host.path("state/history.jsonl"));
    std::filesystem::create_directory(host.path("state/history.jsonl"));
    const auto shown = host.run({"history"});
    EXPECT_EQ(shown.exit, 1);
    EXPECT_THAT(shown.err, HasSubstr("state/history.jsonl"));
}

} // namespace
} // namespace idpsync::test
