#include "core/next_command.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

TEST(NextCommand, IsApplyWhereNoDaemonHoldsTheLock)
{
    EXPECT_EQ(NextCommand().pass("corp"), "`netbird-idp-sync apply corp`");
    EXPECT_EQ(NextCommand().pass(), "`netbird-idp-sync apply`");
}

TEST(NextCommand, IsReloadWhereADaemonHoldsTheLock)
{
    const NextCommand beside_a_daemon{.daemon = true, .options = {}};
    EXPECT_EQ(beside_a_daemon.pass("--new-server"), "`netbird-idp-sync reload --new-server`");
}

TEST(NextCommand, NamesTheInstallationThatWasNamed)
{
    const NextCommand of_berlin{.daemon = true, .options = "--instance berlin"};
    EXPECT_EQ(of_berlin.pass("corp"), "`netbird-idp-sync reload --instance berlin corp`");
    EXPECT_EQ(of_berlin.command("plan"), "`netbird-idp-sync plan --instance berlin`");
}

TEST(NextCommand, QuotesWhatAShellWouldTakeApart)
{
    EXPECT_EQ(shell_word("/etc/idp/config.yaml"), "/etc/idp/config.yaml");
    EXPECT_EQ(shell_word("/srv/my files/$x"), "'/srv/my files/$x'");
    EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_word(""), "''");
}

} // namespace
} // namespace idpsync::test
