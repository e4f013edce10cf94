#include "service/daemon/daemon_state.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

const net::SteadyTime now{1h};

DaemonState with_providers(std::vector<std::pair<std::string, bool>> providers)
{
    DaemonState state{.config_hash = "0123456789abcdef", .passes = 1, .next_pass = now + 5min};
    for (const auto& [key, in_sync] : providers)
        state.providers.push_back({.key = ProviderKey::parse(key).value(),
                                   .standing = in_sync ? Standing::in_sync : Standing::drifted});
    return state;
}

TEST(StatusLine, SaysWhatIsInSync)
{
    EXPECT_EQ(status_line(with_providers({{"a", true}, {"b", true}}), now),
              "2 of 2 providers in sync; next pass in 5m");
    EXPECT_EQ(status_line(with_providers({{"a", true}, {"b", false}, {"c", false}}), now),
              "1 of 3 providers in sync, not b, c; next pass in 5m");
}

TEST(StatusLine, SaysThatGroupSyncIsNotAsDeclared)
{
    auto state = with_providers({{"a", true}});
    state.group_sync = GroupSyncStatus{.standing = Standing::in_sync};
    EXPECT_EQ(status_line(state, now), "1 of 1 providers in sync; next pass in 5m");
    state.group_sync->standing = Standing::blocked;
    EXPECT_EQ(status_line(state, now),
              "1 of 1 providers in sync, group sync not as declared; next pass in 5m");
}

TEST(GroupSyncStatus, IsWhatThePlanSaysUntilSomethingWasWritten)
{
    reconcile::Report report;
    EXPECT_FALSE(group_sync_status_after(report));
    report.plan.group_sync = GroupSyncItem{};
    EXPECT_EQ(group_sync_status_after(report).value().standing, Standing::in_sync);
    report.plan.group_sync->conclude(Action::refuse, Reason::lockout, "why", "next");
    EXPECT_EQ(group_sync_status_after(report).value().standing, Standing::blocked);
    EXPECT_EQ(group_sync_status_after(report).value().next, "next");
    report.plan.group_sync->conclude(Action::update, Reason::drifted);
    report.group_sync = reconcile::GroupSyncResult{.outcome = reconcile::ProviderResult::Outcome::failed,
                                                   .error = Error{ErrorKind::rejected, "no"}};
    EXPECT_EQ(group_sync_status_after(report).value().standing, Standing::failed);
    EXPECT_EQ(group_sync_status_after(report).value().problem, "no");
    report.group_sync = reconcile::GroupSyncResult{.in_sync = true};
    EXPECT_EQ(group_sync_status_after(report).value().standing, Standing::in_sync);
}

TEST(StatusLine, SaysWhyThePassFailed)
{
    auto state = with_providers({{"a", true}});
    state.failure = Error{ErrorKind::transport, "connection refused"};
    EXPECT_EQ(status_line(state, now), "the last pass failed: connection refused; next pass in 5m");
}

TEST(StatusLine, SaysThatTheFilesAreWrong)
{
    auto state = with_providers({{"a", true}});
    state.config_rejected = "config.yaml:1:1: wrong";
    EXPECT_EQ(status_line(state, now),
              "the files are wrong, configuration 0123456789abcdef stays in force: config.yaml:1:1: wrong; "
              "1 of 1 providers in sync; next pass in 5m");
}

TEST(StatusLine, SaysThatThereWasNoPassYet)
{
    EXPECT_EQ(status_line(DaemonState(), now), "the first pass is under way");
}

TEST(DurationText, IsShort)
{
    EXPECT_EQ(duration_text(0s), "0s");
    EXPECT_EQ(duration_text(-5s), "0s");
    EXPECT_EQ(duration_text(4500ms), "4s");
    EXPECT_EQ(duration_text(45s), "45s");
    EXPECT_EQ(duration_text(5min), "5m");
    EXPECT_EQ(duration_text(4min + 30s), "4m30s");
    EXPECT_EQ(duration_text(1h), "1h");
    EXPECT_EQ(duration_text(90min + 31s), "1h31m");
    EXPECT_EQ(duration_text(24h), "24h");
}

} // namespace
} // namespace idpsync::service
