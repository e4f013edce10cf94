#include "service/daemon/daemon_state.hpp"
#include "service/daemon/provider_status.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

using idpsync::test::noon;
const auto corp = ProviderKey::parse("corp").value();

PlanItem item(Action action, Reason reason, std::string why = {}, std::string next = {})
{
    PlanItem item{.key = corp};
    item.conclude(action, reason, std::move(why), std::move(next));
    return item;
}

reconcile::Report report(PlanItem item)
{
    reconcile::Report report;
    report.plan.items.push_back(std::move(item));
    return report;
}

reconcile::Report report(PlanItem item, Outcome outcome, std::optional<Error> error = std::nullopt)
{
    auto out = report(std::move(item));
    const bool in_sync = !error && outcome != Outcome::held;
    out.results.push_back({.key = corp, .outcome = outcome, .error = std::move(error), .in_sync = in_sync});
    return out;
}

SyncState state_after(Action action, Reason reason)
{
    return sync_state_of(item(action, reason), nullptr);
}

ProviderStatus status(const reconcile::Report& report, const std::vector<ProviderStatus>& before = {},
                      WallTime now = noon, const PassOrigin& origin = {})
{
    return statuses_after(before, report, origin, now).at(0);
}

TEST(SyncState, FollowsThePlanWhereNothingWasWritten)
{
    EXPECT_EQ(state_after(Action::none, Reason::in_sync), SyncState::in_sync);
    EXPECT_EQ(state_after(Action::none, Reason::secret_unverified), SyncState::unverified);
    EXPECT_EQ(state_after(Action::update, Reason::drifted), SyncState::drifted);
    EXPECT_EQ(state_after(Action::update, Reason::declaration_changed), SyncState::pending);
    EXPECT_EQ(state_after(Action::wait, Reason::intent_open), SyncState::failed);
    EXPECT_EQ(state_after(Action::wait, Reason::not_due), SyncState::failed);
    EXPECT_EQ(state_after(Action::conflict, Reason::several_matches), SyncState::conflict);
    EXPECT_EQ(state_after(Action::refuse, Reason::consent_missing), SyncState::blocked);
    EXPECT_EQ(state_after(Action::block, Reason::secret_missing), SyncState::blocked);
    EXPECT_EQ(state_after(Action::hold, Reason::not_verified), SyncState::held);
}

TEST(SyncState, FollowsTheOutcomeOfAWrite)
{
    const auto update = item(Action::update, Reason::drifted);
    const auto after = [&](Outcome outcome, bool in_sync) {
        const reconcile::ProviderResult result{.key = corp, .outcome = outcome, .in_sync = in_sync};
        return sync_state_of(update, &result);
    };
    EXPECT_EQ(after(Outcome::updated, true), SyncState::in_sync);
    EXPECT_EQ(after(Outcome::failed, false), SyncState::failed);
    EXPECT_EQ(after(Outcome::unknown, false), SyncState::failed);
    EXPECT_EQ(after(Outcome::not_converging, false), SyncState::conflict);
    EXPECT_EQ(after(Outcome::held, false), SyncState::pending);
}

PlanItem with_client(Action action, Reason reason, std::optional<WallTime> looked_at)
{
    auto it = item(Action::none, Reason::in_sync);
    it.client = ClientItem{.key = corp, .product = "Pocket ID", .looked_at = looked_at};
    it.client->conclude(action, reason);
    return it;
}

TEST(StatusOfAClient, IsUnknownUnlessTheProviderShowsIt)
{
    const auto client = [](PlanItem it) { return status(report(std::move(it))).client; };
    EXPECT_FALSE(client(item(Action::none, Reason::in_sync)));
    EXPECT_EQ(client(with_client(Action::none, Reason::in_sync, noon)),
              (ClientStatus{.in_sync = true, .looked_at = noon}));
    EXPECT_EQ(client(with_client(Action::update, Reason::drifted, noon)),
              (ClientStatus{.in_sync = false, .looked_at = noon}));
    EXPECT_EQ(client(with_client(Action::block, Reason::client_unchecked, std::nullopt)), ClientStatus{});
}

TEST(StatusOfAClient, IsAsItsWriteLeftIt)
{
    auto written = report(with_client(Action::update, Reason::drifted, noon), Outcome::untouched);
    written.results[0].client =
        reconcile::ClientResult{.outcome = reconcile::WriteOutcome::updated, .in_sync = true};
    EXPECT_EQ(status(written).client->in_sync, true);
    written.results[0].client = reconcile::ClientResult{.outcome = reconcile::WriteOutcome::failed,
                                                        .error = Error{ErrorKind::forbidden, "no"}};
    EXPECT_EQ(status(written).client->in_sync, false);
}

TEST(StatusOfASecret, KeepsWhenItsPredecessorWasRemoved)
{
    auto removed = report(with_client(Action::none, Reason::in_sync, noon), Outcome::untouched);
    removed.results[0].secret_removal.emplace();
    const auto first = status(removed);
    EXPECT_EQ(first.secret_removed, noon);
    const auto later = report(with_client(Action::none, Reason::in_sync, noon));
    EXPECT_EQ(status(later, {first}, noon + 1h).secret_removed, noon);
    removed.results[0].secret_removal->error = Error{ErrorKind::rejected, "no"};
    EXPECT_FALSE(status(removed).secret_removed);
}

TEST(StatusOfASecret, SaysSinceWhenLoginsFailForANewOne)
{
    auto it = with_client(Action::none, Reason::in_sync, noon);
    it.client->entry = LedgerClient{.secret_made = noon - 2min, .swap = SecretSwap::restarting};
    EXPECT_EQ(status(report(it)).logins_fail_since, noon - 2min);
    it.client->entry->swap = SecretSwap::replacing;
    EXPECT_FALSE(status(report(it)).logins_fail_since);
}

TEST(Statuses, LeaveOutWhatNobodyDeclaresAndIsGone)
{
    auto gone = item(Action::remove, Reason::pruned);
    gone.declared = false;
    EXPECT_TRUE(statuses_after({}, report(gone, Outcome::deleted), {}, noon).empty());
    EXPECT_EQ(statuses_after({}, report(gone, Outcome::held), {}, noon).size(), 1U);
    EXPECT_EQ(
        statuses_after({}, report(item(Action::remove, Reason::declared_absent), Outcome::deleted), {}, noon)
            .size(),
        1U);
}

TEST(SyncState, IsThatOfTheCondition)
{
    for (const auto& row : condition_rows())
        if (!row.of_service && row.as_declared == AsDeclared::no)
            EXPECT_GE(sync_state_of(row.id), SyncState::pending) << to_string(row.id);
    EXPECT_EQ(sync_state_of(ConditionId::open), SyncState::failed);
}

TEST(ConditionAfterAPass, IsOpenWhileNobodyReadBackWhatWasWritten)
{
    const reconcile::ProviderResult unconfirmed{.key = corp, .outcome = Outcome::updated};
    EXPECT_EQ(condition_after(item(Action::update, Reason::drifted), &unconfirmed), ConditionId::open);
    const reconcile::ProviderResult unknown{.key = corp, .outcome = Outcome::unknown};
    EXPECT_EQ(condition_after(item(Action::create, Reason::not_in_netbird), &unknown), ConditionId::open);
}

TEST(ProviderStatus, SaysTheReasonInWordsWhereItHasNoOther)
{
    const auto drifted = status(report(item(Action::update, Reason::drifted)));
    EXPECT_EQ(drifted.error->message, "changed in NetBird since it was last written");
}

TEST(ProviderStatus, SaysSinceWhenItStandsSo)
{
    const auto in_sync = report(item(Action::none, Reason::in_sync));
    const auto first = status(in_sync);
    EXPECT_EQ(first.since, noon);
    const auto second = status(in_sync, {first}, noon + 5min);
    EXPECT_EQ(second.since, noon);
    const auto drifted = status(report(item(Action::update, Reason::drifted)), {second}, noon + 10min);
    EXPECT_EQ(drifted.since, noon + 10min);
}

TEST(ProviderStatus, KeepsTheLastChangeAndWhatItCameFrom)
{
    const auto repaired = status(report(item(Action::update, Reason::drifted), Outcome::updated), {}, noon,
                                 {.command = true, .who = "uid 0"});
    ASSERT_TRUE(repaired.change);
    EXPECT_EQ(*repaired.change, (LastChange{noon, "updated", Cause::drift, ""}));

    const auto created = status(report(item(Action::create, Reason::not_in_netbird), Outcome::created));
    EXPECT_EQ(created.change->cause, Cause::file);

    const auto by_command =
        status(report(item(Action::update, Reason::declaration_changed), Outcome::updated), {}, noon,
               {.command = true, .who = "uid 0"});
    EXPECT_EQ(*by_command.change, (LastChange{noon, "updated", Cause::command, "uid 0"}));

    const auto later = status(report(item(Action::none, Reason::in_sync)), {created}, noon + 1h);
    EXPECT_EQ(later.change, created.change);
}

TEST(ProviderStatus, CountsAnAdoptionAsAChange)
{
    auto adopted = item(Action::none, Reason::in_sync);
    adopted.adopted = true;
    EXPECT_EQ(status(report(adopted, Outcome::untouched)).change->what, "adopted");
    EXPECT_FALSE(status(report(adopted)).change);
}

TEST(ProviderStatus, KeepsTheLastErrorWhenItIsOver)
{
    const auto refused = status(report(
        item(Action::refuse, Reason::consent_missing, "a new issuer", "add `allow: [issuer-change]`")));
    EXPECT_EQ(refused.problem, "a new issuer");
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(*refused.error, (LastError{noon, "a new issuer", "add `allow: [issuer-change]`"}));

    const auto over = status(report(item(Action::none, Reason::in_sync)), {refused}, noon + 1h);
    EXPECT_EQ(over.state, SyncState::in_sync);
    EXPECT_EQ(over.problem, "");
    EXPECT_EQ(over.error, refused.error);
}

TEST(ProviderStatus, PrefersWhatNetBirdAnswered)
{
    const auto failed = status(report(item(Action::update, Reason::drifted, "", "wait"), Outcome::failed,
                                      Error{ErrorKind::rejected, "NetBird refused it"}));
    EXPECT_EQ(failed.state, SyncState::failed);
    EXPECT_EQ(failed.error->message, "NetBird refused it");
    EXPECT_EQ(failed.next, "");
}

TEST(DaemonState, KeepsTheProvidersThroughAFailedPass)
{
    DaemonState state;
    take_note_of_pass(state, report(item(Action::none, Reason::in_sync)), {}, noon, {});
    EXPECT_EQ(state.last_success, noon);
    const Result<reconcile::Report> failed = Error{ErrorKind::transport, "connection refused"};
    take_note_of_pass(state, failed, {}, noon + 5min, {});
    take_note_of_pass(state, failed, {}, noon + 10min, {});
    EXPECT_EQ(state.passes, 3U);
    EXPECT_EQ(state.providers.size(), 1U);
    EXPECT_EQ(state.failing_since, noon + 5min);
    EXPECT_EQ(state.last_pass, noon + 10min);
    EXPECT_EQ(state.last_success, noon);
    take_note_of_pass(state, report(item(Action::none, Reason::in_sync)), {}, noon + 15min, {});
    EXPECT_FALSE(state.failing_since);
    EXPECT_FALSE(state.failure);
}

} // namespace
} // namespace idpsync::service
