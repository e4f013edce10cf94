#include "service/daemon/daemon_state.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

const net::SteadyTime now{1h};

using idpsync::test::noon;

DaemonState with_providers(std::vector<std::pair<std::string, ConditionId>> providers)
{
    DaemonState state{
        .config_hash = "0123456789abcdef", .passes = 1, .looked = now, .done = now, .next_pass = now + 5min};
    for (const auto& [key, condition] : providers)
        state.providers.push_back({.key = ProviderKey::parse(key).value(),
                                   .state = sync_state_of(condition),
                                   .condition = condition});
    return state;
}

std::string line_of(const DaemonState& state)
{
    return status_line(state, now, noon);
}

using enum ConditionId;

TEST(StatusLine, SaysWhatIsInSync)
{
    EXPECT_EQ(line_of(with_providers({{"a", in_sync}, {"b", in_sync}})),
              "2 of 2 providers in sync; next pass in 5m");
    EXPECT_EQ(line_of(with_providers({{"a", in_sync}, {"b", drifted}, {"c", drifted}})),
              "not well: b, c drifted; next pass in 5m");
}

TEST(StatusLine, SaysThatGroupSyncIsNotAsDeclared)
{
    auto state = with_providers({{"a", in_sync}});
    state.group_sync = GroupSyncStatus{.state = SyncState::in_sync, .condition = in_sync};
    EXPECT_EQ(line_of(state), "1 of 1 provider in sync; next pass in 5m");
    state.group_sync->condition = refused;
    EXPECT_EQ(line_of(state), "not well: group sync refused; next pass in 5m");
}

TEST(GroupSyncStatus, IsWhatThePlanSaysUntilSomethingWasWritten)
{
    reconcile::Report report;
    EXPECT_FALSE(group_sync_status_after(report));
    report.plan.group_sync = GroupSyncItem{};
    EXPECT_EQ(group_sync_status_after(report).value().state, SyncState::in_sync);
    report.plan.group_sync->conclude(Action::refuse, Reason::lockout, "why", "next");
    EXPECT_EQ(group_sync_status_after(report).value().state, SyncState::blocked);
    EXPECT_EQ(group_sync_status_after(report).value().next, "next");
    report.plan.group_sync->conclude(Action::update, Reason::drifted);
    report.group_sync = reconcile::GroupSyncResult{.outcome = reconcile::ProviderResult::Outcome::failed,
                                                   .error = Error{ErrorKind::rejected, "no"}};
    EXPECT_EQ(group_sync_status_after(report).value().state, SyncState::failed);
    EXPECT_EQ(group_sync_status_after(report).value().problem, "no");
    report.group_sync = reconcile::GroupSyncResult{.in_sync = true};
    EXPECT_EQ(group_sync_status_after(report).value().state, SyncState::in_sync);
}

TEST(GroupSyncStatus, IsRefusedOnceItWasTakenBack)
{
    reconcile::Report report;
    auto& item = report.plan.group_sync.emplace();
    item.conclude(Action::update, Reason::restored);
    item.want = GroupSettings{.enabled = false};
    item.entry = LedgerGroupSync{.taken_back = GroupSyncDeclaration{.enabled = true, .claim = "groups"}};
    report.group_sync =
        reconcile::GroupSyncResult{.outcome = reconcile::ProviderResult::Outcome::updated, .in_sync = true};
    const auto status = group_sync_status_after(report).value();
    EXPECT_EQ(status.condition, refused);
    EXPECT_EQ(status.reason, Reason::taken_back);
    EXPECT_FALSE(status.next.empty());
    EXPECT_NE(group_sync_status_after(report, {.daemon = true, .options = "--instance berlin"})
                  .value()
                  .next.find("--instance berlin group_sync`"),
              std::string::npos);
    // What came back is what is declared.
    item.want = GroupSettings{.enabled = true, .claim = "groups"};
    EXPECT_EQ(group_sync_status_after(report).value().condition, in_sync);
    // Nothing is declared.
    item.entry.reset();
    EXPECT_EQ(group_sync_status_after(report), std::nullopt);
}

TEST(StatusLine, SaysWhyThePassFailed)
{
    auto state = with_providers({{"a", in_sync}});
    state.failure = Error{ErrorKind::transport, "connection refused"};
    state.failing_since = noon - 3min;
    EXPECT_EQ(
        line_of(state),
        "not well: NetBird has not answered for 3m; next: `netbird-idp-sync doctor` says what is wrong; "
        "next pass in 5m");
}

TEST(StatusLine, SaysThatTheFilesAreWrong)
{
    auto state = with_providers({{"a", in_sync}});
    state.config_rejected = "config.yaml:1:1: wrong";
    EXPECT_EQ(line_of(state), "not well: the files are wrong; next: correct the files; "
                              "`netbird-idp-sync check` lists every error; next pass in 5m");
}

TEST(StatusLine, SaysThatThereWasNoPassYet)
{
    EXPECT_EQ(line_of(DaemonState()), "unknown: the first pass is still running");
}

TEST(DurationText, IsShort)
{
    EXPECT_EQ(duration_text(0s), "0s");
    EXPECT_EQ(duration_text(-5s), "0s");
    EXPECT_EQ(duration_text(4500ms), "4s");
    EXPECT_EQ(duration_text(45s), "45s");
    EXPECT_EQ(duration_text(5min), "5m");
    EXPECT_EQ(duration_text(4min + 30s), "4m30s");
    EXPECT_EQ(duration_text(168h), "7d");
    EXPECT_EQ(duration_text(50h + 29min), "2d2h");
    EXPECT_EQ(duration_text(1h), "1h");
    EXPECT_EQ(duration_text(90min + 31s), "1h31m");
    EXPECT_EQ(duration_text(24h), "1d");
}

} // namespace
} // namespace idpsync::service
