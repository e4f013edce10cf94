// Files that are wrong, or declare nothing: the last good configuration stays in force.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

class DaemonWithWrongFiles : public ::testing::Test, public DaemonWorld
{};

TEST_F(DaemonWithWrongFiles, KeepsTheLastGoodConfiguration)
{
    start();
    const auto before = daemon->state().config_hash;
    files.put("/etc/idp/config.yaml", "version: 1\nmanagement: {}\n");
    tell_of_changed_files();

    EXPECT_EQ(passes(), 1U);
    EXPECT_EQ(daemon->state().config_hash, before);
    EXPECT_THAT(daemon->state().config_rejected, HasSubstr("token is missing"));
    const auto rejected = logged(EventName::config_rejected);
    ASSERT_THAT(rejected, SizeIs(2));
    EXPECT_EQ(field(rejected[0], "in_force"), before);
    EXPECT_THAT(notified.back(), StartsWith("STATUS=not well: the files are wrong"));

    rename_in_netbird("Changed by hand");
    pass_time(5min);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_THAT(logged(EventName::config_rejected), SizeIs(2));
}

/// A pull moves HEAD after the files, or moves HEAD alone.
TEST_F(DaemonWithWrongFiles, TellsWhenTheSameFilesAreOfAnotherCommit)
{
    files.put("/etc/idp/.git/HEAD", std::string(40, 'a'));
    start();
    EXPECT_EQ(daemon->state().config_revision.name, std::string(40, 'a'));
    const auto told = logged(EventName::config_loaded).size();
    pass_time(5min);
    EXPECT_THAT(logged(EventName::config_loaded), SizeIs(told)) << "no news";

    files.put("/etc/idp/.git/HEAD", std::string(40, 'b'));
    pass_time(5min);
    EXPECT_EQ(daemon->state().config_revision.name, std::string(40, 'b'));
    const auto events = logged(EventName::config_loaded);
    ASSERT_THAT(events, SizeIs(told + 1));
    EXPECT_EQ(field(events.back(), "revision"), std::string(40, 'b'));
    EXPECT_EQ(field(events.back(), "changed"), "false");

    files.put("/etc/idp/config.yaml", "version: 1\nmanagement: {}\n");
    files.put("/etc/idp/.git/HEAD", std::string(40, 'c'));
    tell_of_changed_files();
    pass_time(5min);
    EXPECT_EQ(daemon->state().config_revision.name, std::string(40, 'b')) << "wrong files are not in force";
}

TEST_F(DaemonWithWrongFiles, Rule07_FilesThatDeclareNothingLeaveTheLastGoodConfigurationInForce)
{
    start();
    const auto before = daemon->state().config_hash;
    declare_nothing();
    tell_of_changed_files();

    EXPECT_EQ(daemon->state().config_hash, before);
    EXPECT_THAT(daemon->state().config_rejected, HasSubstr("declare no identity provider, but 1 is known"));
    EXPECT_THAT(logged(EventName::config_rejected), SizeIs(1));
    EXPECT_THAT(notified.back(), StartsWith("STATUS=not well: the files are wrong"));

    rename_in_netbird("Changed by hand");
    pass_time(5min);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_EQ(daemon->state().failure, std::nullopt);

    write_config();
    tell_of_changed_files();
    EXPECT_EQ(daemon->state().config_rejected, "");
}

TEST_F(DaemonWithWrongFiles, Rule07_AReloadOfFilesThatDeclareNothingIsRefused)
{
    start();
    declare_nothing();
    const auto pending = daemon->reload({});
    settle();
    ASSERT_NE(pending->outcome, nullptr);
    ASSERT_EQ(pending->outcome->refused.size(), 1U);
    EXPECT_THAT(pending->outcome->refused.front().message, HasSubstr("declare no identity provider"));
    EXPECT_THAT(daemon->state().declared, SizeIs(1));
}

TEST_F(DaemonWithWrongFiles, Rule07_FilesThatDeclareNothingAreRefusedWhileTheLedgerCannotBeRead)
{
    start();
    declare_nothing();
    files.fail = [](MemoryFiles::Call, const std::string& path) {
        return path.ends_with("ledger.json") ? std::optional("Input/output error") : std::nullopt;
    };
    tell_of_changed_files();
    EXPECT_THAT(daemon->state().config_rejected, HasSubstr("Input/output error"));
    EXPECT_THAT(daemon->state().declared, SizeIs(1));
}

TEST_F(DaemonWithWrongFiles, Rule07_FilesThatDeclareNothingComeIntoForceWhereNothingIsKnown)
{
    write_config("reconcile: { mode: observe }\n");
    start();
    declare_nothing();
    tell_of_changed_files();
    EXPECT_EQ(daemon->state().config_rejected, "");
    EXPECT_THAT(daemon->state().declared, IsEmpty());
}

TEST_F(DaemonWithWrongFiles, Rule07_AStartWithFilesThatDeclareNothingSaysSo)
{
    start();
    daemon->stop("a restart");
    settle();
    ended = false;
    declare_nothing();
    start();
    ASSERT_NE(daemon->state().failure, std::nullopt);
    EXPECT_EQ(daemon->state().failure->kind, ErrorKind::bad_config);
    EXPECT_THAT(notified.back(), StartsWith("STATUS=not well: the files declare no identity provider"));
    write_config();
    tell_of_changed_files();
    EXPECT_EQ(daemon->state().failure, std::nullopt);
}

TEST_F(DaemonWithWrongFiles, RunsAPassOnReloadThoughTheFilesAreWrong)
{
    start();
    files.put("/etc/idp/config.yaml", "version: 2\n");
    for (int reload = 0; reload < 2; ++reload)
    {
        daemon->reload();
        settle();
    }
    EXPECT_EQ(passes(), 3U);
    EXPECT_THAT(logged(EventName::config_rejected), SizeIs(::testing::Ge(2)));
}

TEST_F(DaemonWithWrongFiles, IsContentOnceTheFilesAreMended)
{
    start();
    files.put("/etc/idp/config.yaml", "version: 2\n");
    tell_of_changed_files();
    write_config();
    tell_of_changed_files();
    EXPECT_EQ(daemon->state().config_rejected, "");
    EXPECT_EQ(passes(), 1U);
    EXPECT_THAT(logged(EventName::config_loaded), SizeIs(2));
}

} // namespace
} // namespace idpsync::test
