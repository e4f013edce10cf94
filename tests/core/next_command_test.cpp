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

TEST(NextCommand, SaysThatFilesThatAreNotInPlaceMustBeFirst)
{
    const NextCommand of_a_candidate{.daemon = true, .options = {}, .candidate = true};
    EXPECT_EQ(of_a_candidate.pass("--yes"), "`netbird-idp-sync reload --yes` once these files are in place");
    EXPECT_EQ(of_a_candidate.command("doctor"), "`netbird-idp-sync doctor`");
}

TEST(NextCommand, AddsThePlacesToCommandsThatATextNames)
{
    const NextCommand of_berlin{.daemon = true, .options = "--instance berlin"};
    EXPECT_EQ(of_berlin.located("run `netbird-idp-sync doctor --login KEY`, then `netbird-idp-sync status`"),
              "run `netbird-idp-sync doctor --instance berlin --login KEY`, then "
              "`netbird-idp-sync status --instance berlin`");
    const auto complete = of_berlin.command("doctor", "corp");
    EXPECT_EQ(of_berlin.located(complete), complete);
    EXPECT_EQ(NextCommand().located("`netbird-idp-sync status`"), "`netbird-idp-sync status`");
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
