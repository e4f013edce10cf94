// What is kept of changes.

#include "service/daemon/daemon_world.hpp"
#include "service/history_line.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using service::Cause;
using service::history_entry_from;
using service::HistoryEntry;

using idpsync::test::noon;
constexpr auto file = "/state/history.jsonl";

HistoryEntry entry_of(std::string what)
{
    return {.provider = ProviderKey::parse("corp").value(),
            .when = noon,
            .what = std::move(what),
            .cause = Cause::file,
            .fields = {},
            .id = ConnectorId{"okta-1"},
            .authors = {},
            .config_hash = "0123456789abcdef"};
}

TEST(HistoryEntry, IsALineOfJson)
{
    auto entry = entry_of("updated");
    entry.cause = Cause::command;
    entry.authors.by = "uid 0";
    entry.fields = {"name", "client_secret"};
    entry.config_revision = "v1.4";
    EXPECT_EQ(to_json(entry),
              R"({"time":"2030-01-01T12:00:00Z","provider":"corp","change":"updated","cause":"command",)"
              R"("fields":["name","client_secret"],"id":"okta-1","by":"uid 0","config":"0123456789abcdef",)"
              R"("revision":"v1.4"})");
}

TEST(HistoryEntry, LeavesOutWhatIsNotKnown)
{
    auto entry = entry_of("deleted");
    entry.id.reset();
    entry.config_hash.clear();
    EXPECT_EQ(to_json(entry),
              R"({"time":"2030-01-01T12:00:00Z","provider":"corp","change":"deleted","cause":"file"})");
}

TEST(HistoryEntry, IsReadAsItWasWritten)
{
    auto entry = entry_of("updated");
    EXPECT_EQ(history_entry_from(to_json(entry)), entry);
    entry.fields = {"name", "client_secret"};
    entry.cause = Cause::drift;
    entry.authors = {"Ada\n\"\u202e <ada@example.com>", "2030-01-01T11:00:00.5Z", "Ben, Eve"};
    EXPECT_EQ(history_entry_from(to_json(entry)), entry);
    entry.provider.reset();
    entry.id.reset();
    entry.fields = {"enabled"};
    EXPECT_EQ(history_entry_from(to_json(entry)), entry);
    EXPECT_EQ(subject_of(entry), "group_sync");
}

HistoryEntry renamed(const std::string& from, const std::string& to)
{
    auto entry = entry_of("renamed");
    entry.provider = ProviderKey::parse(to).value();
    entry.renamed_from = ProviderKey::parse(from).value();
    return entry;
}

HistoryEntry of(const std::string& key, const std::string& what)
{
    auto entry = entry_of(what);
    entry.provider = ProviderKey::parse(key).value();
    return entry;
}

TEST(HistoryEntry, OfARenameHasTheKeyBefore)
{
    const auto entry = renamed("old", "new");
    EXPECT_EQ(history_entry_from(to_json(entry)), entry);
    EXPECT_THAT(to_json(entry), HasSubstr(R"("from":"old")"));
}

TEST(HistoryOfAKey, FollowsItsRenames)
{
    const std::vector<HistoryEntry> all{of("a", "created"), of("other", "created"), renamed("a", "b"),
                                        of("b", "updated"), of("a", "adopted"),     renamed("b", "c"),
                                        of("c", "updated")};
    EXPECT_THAT(history_of({"c"}, all), ElementsAre(all[0], all[2], all[3], all[5], all[6]));
    EXPECT_THAT(history_of({"a"}, all), ElementsAre(all[0], all[4]));
    EXPECT_THAT(history_of({"nobody"}, all), IsEmpty());
}

TEST(LastChanges, AreThoseUnderTheKeyOfNow)
{
    const auto changes = service::last_changes({of("a", "created"), renamed("a", "b"), of("c", "updated")});
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes.at(ProviderKey::parse("b").value()).what, "created");
    EXPECT_EQ(changes.at(ProviderKey::parse("c").value()).what, "updated");
}

TEST(HistoryEntry, IsNothingElse)
{
    const auto line = to_json(entry_of("updated"));
    EXPECT_FALSE(history_entry_from(""));
    EXPECT_FALSE(history_entry_from("[]"));
    EXPECT_FALSE(history_entry_from(line.substr(0, line.size() / 2)));
    for (const std::string what : {"time", "provider", "change", "cause"})
    {
        auto without = line;
        without.replace(without.find(what), what.size(), "other");
        EXPECT_FALSE(history_entry_from(without)) << without;
    }
    auto newer = line;
    newer.insert(1, R"("what is to come":1,)");
    EXPECT_EQ(history_entry_from(newer), entry_of("updated"));
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

TEST(History, BeginsALineOfItsOwnAfterOneThatIsBrokenOff)
{
    MemoryFiles files;
    files.put_directory("/state");
    service::History history(files, "/state");
    files.put(file, "{\"time\":");
    ASSERT_TRUE(history.add({entry_of("created")}));
    EXPECT_THAT(history.read()->entries, ElementsAre(entry_of("created")));
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

TEST(History, ReadsBothFilesAndPassesOverDamage)
{
    MemoryFiles files;
    files.put_directory("/state");
    service::History history(files, "/state");
    EXPECT_THAT(history.read()->entries, IsEmpty());
    files.put("/state/history.jsonl.1", to_json(entry_of("created")) + "\n{\n");
    files.put(file, to_json(entry_of("updated")) + "\n\n" + to_json(entry_of("deleted")) + "\n{\"time\":");
    const auto kept = history.read().value();
    EXPECT_THAT(kept.entries, ElementsAre(entry_of("created"), entry_of("updated"), entry_of("deleted")));
    EXPECT_THAT(kept.damaged,
                ElementsAre(service::History::Damage{"/state/history.jsonl.1", 2},
                            service::History::Damage{file, 2}, service::History::Damage{file, 4}));
}

TEST(History, MovesAsideWhatIsTooLargeToBeRead)
{
    MemoryFiles files;
    files.put_directory("/state");
    service::History history(files, "/state");
    files.put(file, std::string((4U << 20U) + 1, 'x'));
    ASSERT_TRUE(history.add({entry_of("created")}));
    EXPECT_EQ(files.text(file).value(), to_json(entry_of("created")) + '\n');
    const auto kept = history.read().value();
    EXPECT_THAT(kept.entries, ElementsAre(entry_of("created")));
    EXPECT_THAT(kept.damaged, ElementsAre(service::History::Damage{"/state/history.jsonl.1", 0}));
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

TEST_F(HistoryOfADaemon, NamesTheCommitOfTheFiles)
{
    files.put("/etc/idp/.git/HEAD", std::string(40, 'a'));
    start();
    EXPECT_THAT(last(), HasSubstr(R"("revision":")" + std::string(40, 'a') + "\""));
}

TEST_F(HistoryOfADaemon, TellsTheNextRunWhatChangedLast)
{
    start();
    const auto created = daemon->state().providers.at(0).change.value();
    pass_time(1h);
    daemon->stop("SIGTERM");
    settle();
    log.clear();
    start();
    const auto& provider = daemon->state().providers.at(0);
    EXPECT_EQ(provider.change, created);
    EXPECT_EQ(provider.since, created.when);
    EXPECT_EQ(logged(EventName::pass_done).at(0).level, Level::info);
}

TEST_F(HistoryOfADaemon, FollowsARenamedKey)
{
    start();
    auto config = files.text("/etc/idp/config.yaml").value();
    config.replace(config.find("corp:"), 5, "sso:");
    files.put("/etc/idp/config.yaml", config);
    tell_of_changed_files();
    const auto all = service::History(files, "/state").read()->entries;
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].what, "renamed");
    EXPECT_EQ(history_of({"sso"}, all).size(), 2U);
    EXPECT_EQ(daemon->state().providers.at(0).change->what, "created");
}

TEST_F(HistoryOfADaemon, TellsOnceThatADeclarationIsGone)
{
    write_config("  gone: { type: microsoft, name: Gone, client_id: netbird, client_secret: { file: "
                 "secrets/corp } }\n");
    start();
    write_config();
    tell_of_changed_files();
    pass_time(1h);
    const auto told = logged(EventName::no_longer_managed);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].provider->str(), "gone");
    EXPECT_THAT(field(told[0], "next"), AllOf(HasSubstr("state: absent"), HasSubstr("state: released")));
    EXPECT_EQ(daemon->state().omitted.at(0).key.str(), "gone");
    EXPECT_THAT(notified.back(), HasSubstr("1 of 1 provider in sync; gone no longer managed"));
}

TEST_F(HistoryOfADaemon, HoldsRepairedDrift)
{
    start();
    rename_in_netbird("Changed by hand");
    pass_time(5min);
    EXPECT_EQ(lines(), 2);
    EXPECT_THAT(last(),
                HasSubstr(R"("change":"updated","cause":"drift","fields":["name","client_secret"],)"));
}

TEST_F(HistoryOfADaemon, NamesWhoseWorkWasOverturned)
{
    start();
    sandbox.edit(sandbox.connectors().at(0).id, {.name = "Theirs"},
                 {.id = "ada", .name = "Ada", .email = "ada@example.com"});
    pass_time(5min);
    EXPECT_THAT(last(), HasSubstr(R"("by":"Ada <ada@example.com>","at":"2030-)"));
    EXPECT_EQ(daemon->state().providers.at(0).change->who, "Ada <ada@example.com>");
}

TEST_F(HistoryOfADaemon, HoldsTheAccountsSettings)
{
    write_config("group_sync: { enabled: true, claim: groups }\n");
    start();
    EXPECT_EQ(lines(), 2);
    EXPECT_THAT(last(), HasSubstr(R"("setting":"group_sync","change":"updated","cause":"file","fields":)"
                                  R"(["enabled","claim"],"config":)"));
    sandbox.set_account_setting("jwt_groups_enabled", false);
    pass_time(5min);
    EXPECT_THAT(last(), HasSubstr(R"("change":"updated","cause":"drift","fields":["enabled"],"config":)"));
}

TEST_F(HistoryOfADaemon, HoldsACreateWhoseAnswerWasLost)
{
    sandbox.fail({.method = "POST", .path = "/api/identity-providers", .fault = sandbox::Fault::cut_after()});
    sandbox.fail({.method = "GET",
                  .path = "/api/identity-providers",
                  .skip = 1,
                  .times = 4,
                  .fault = sandbox::Fault::answered(503, "")});
    start();
    pass_time(5min);
    ASSERT_EQ(daemon->state().providers.at(0).state, service::SyncState::in_sync);
    EXPECT_EQ(lines(), 1);
    EXPECT_THAT(last(), AllOf(HasSubstr(R"("provider":"corp","change":"created","cause":"file","id":")"),
                              HasSubstr(sandbox.connectors().at(0).id)));
    ASSERT_TRUE(daemon->state().providers.at(0).change);
    EXPECT_EQ(daemon->state().providers.at(0).change->what, "created");
    EXPECT_EQ(logged(EventName::settled).size(), 1U);
}

TEST_F(HistoryOfADaemon, SaysOnceThatItCannotBeKept)
{
    files.put_unreadable(file);
    start();
    for (const auto* name : {"Theirs", "Again theirs"})
    {
        rename_in_netbird(name);
        pass_time(5min);
        EXPECT_EQ(name_in_netbird(), "Corp");
    }
    ASSERT_EQ(logged(EventName::history_unsaved).size(), 1U);
    EXPECT_THAT(field(logged(EventName::history_unsaved)[0], "error"), HasSubstr("Permission denied"));
    files.remove(file);
    rename_in_netbird("Theirs");
    pass_time(5min);
    EXPECT_EQ(lines(), 1);
    EXPECT_EQ(logged(EventName::history_unsaved).size(), 1U);
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
