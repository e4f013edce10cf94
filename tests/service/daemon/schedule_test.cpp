#include "service/daemon/schedule.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

const Schedule::Time now{1h};

milliseconds wait(const Schedule& schedule, milliseconds interval = 5min, double chance = 0.5)
{
    return std::chrono::duration_cast<milliseconds>(
        schedule.next({.now = now, .interval = interval, .earliest_due = std::nullopt, .chance = chance}) -
        now);
}

/// The waits after one, two … failures of that kind.
std::vector<milliseconds> waits_after(ErrorKind kind, unsigned failures, milliseconds interval = 5min)
{
    Schedule schedule;
    std::vector<milliseconds> waits;
    for (unsigned failure = 0; failure < failures; ++failure)
    {
        schedule.failed(kind);
        waits.push_back(wait(schedule, interval));
    }
    return waits;
}

TEST(Schedule, WaitsAnIntervalAfterASuccess)
{
    EXPECT_EQ(wait(Schedule()), 5min);
    EXPECT_EQ(wait(Schedule(), 1h), 1h);
}

TEST(Schedule, VariesByATenth)
{
    EXPECT_EQ(wait(Schedule(), 10min, 0.0), 9min);
    EXPECT_NEAR(static_cast<double>(wait(Schedule(), 10min, 0.999'999).count()), 660'000.0, 1.0);

    Schedule failing;
    failing.failed(ErrorKind::transport);
    EXPECT_EQ(wait(failing, 10min, 0.0), 4500ms);
}

TEST(Schedule, ComesBackQuicklyWhileNetBirdIsAway)
{
    for (const auto kind : {ErrorKind::transport, ErrorKind::timed_out, ErrorKind::unknown_outcome})
        EXPECT_THAT(waits_after(kind, 8), ElementsAre(5s, 10s, 20s, 40s, 80s, 160s, 300s, 300s));
}

TEST(Schedule, BacksOffFromWhatAnotherTryWillHardlyMend)
{
    for (const auto kind :
         {ErrorKind::bad_response, ErrorKind::bad_config, ErrorKind::storage, ErrorKind::conflict})
        EXPECT_THAT(waits_after(kind, 5), ElementsAre(30s, 60s, 120s, 240s, 300s));
}

TEST(Schedule, IsSlowWhileTheTokenIsRefused)
{
    for (const auto kind : {ErrorKind::unauthorized, ErrorKind::forbidden})
        EXPECT_THAT(waits_after(kind, 7), ElementsAre(1min, 2min, 4min, 8min, 16min, 30min, 30min));
}

TEST(Schedule, LeavesAThrottlingServerInPeace)
{
    EXPECT_THAT(waits_after(ErrorKind::throttled, 6), ElementsAre(1min, 2min, 4min, 8min, 15min, 15min));
}

TEST(Schedule, NeverWaitsLongerForAnAbsentNetBirdThanBetweenPassesThatSucceed)
{
    EXPECT_THAT(waits_after(ErrorKind::transport, 4, 15s), ElementsAre(5s, 10s, 15s, 15s));
    EXPECT_THAT(waits_after(ErrorKind::storage, 2, 10s), ElementsAre(10s, 10s));
}

TEST(Schedule, TriesAtLeastEveryFiveMinutesThoughTheIntervalIsLong)
{
    EXPECT_EQ(waits_after(ErrorKind::transport, 20, 24h).back(), 5min);
}

TEST(Schedule, BeginsAnewWhenTheFailureIsOfAnotherKind)
{
    Schedule schedule;
    for (int failure = 0; failure < 6; ++failure)
        schedule.failed(ErrorKind::transport);
    schedule.failed(ErrorKind::timed_out);
    EXPECT_EQ(schedule.failures(), 7U);
    schedule.failed(ErrorKind::unauthorized);
    EXPECT_EQ(schedule.failures(), 1U);
    EXPECT_EQ(wait(schedule), 1min);
}

TEST(Schedule, IsBackToTheIntervalAfterASuccess)
{
    Schedule schedule;
    schedule.failed(ErrorKind::transport);
    schedule.succeeded();
    EXPECT_EQ(wait(schedule), 5min);
    EXPECT_EQ(schedule.failures(), 0U);
    schedule.failed(ErrorKind::transport);
    EXPECT_EQ(wait(schedule), 5s);
}

TEST(Schedule, Rule17_GoesOnAtOnceAfterAPassThatRanOutOfTime)
{
    Schedule schedule;
    EXPECT_EQ(schedule.next({.now = now, .interval = 5min, .partial = true}), now + 1s);
    schedule.failed(ErrorKind::throttled);
    EXPECT_EQ(schedule.next({.now = now, .interval = 5min, .partial = true}), now + 1min);
}

TEST(Schedule, SurvivesFailuresWithoutEnd)
{
    EXPECT_EQ(waits_after(ErrorKind::transport, 100'000).back(), 5min);
}

TEST(Schedule, Rule16_IsThereWhenARefusedWriteFallsDue)
{
    const auto next = [](std::chrono::seconds due) {
        return Schedule().next({.now = now, .interval = 5min, .earliest_due = now + due}) - now;
    };
    EXPECT_EQ(next(2min), 2min);
    EXPECT_EQ(next(10min), 5min);
}

TEST(Schedule, Rule16_DoesNotSpinOnWhatIsOverdue)
{
    const auto next = Schedule().next({.now = now, .interval = 5min, .earliest_due = now - 1min});
    EXPECT_EQ(next - now, 1s);
}

TEST(Schedule, Rule16_WaitsForNetBirdBeforeAnythingThatIsDue)
{
    Schedule schedule;
    schedule.failed(ErrorKind::unauthorized);
    EXPECT_EQ(schedule.next({.now = now, .interval = 5min, .earliest_due = now + 2s}) - now, 1min);
}

TEST(Schedule, Rule12_IsThereWhenALostWriteHasSettled)
{
    Schedule schedule;
    schedule.failed(ErrorKind::unknown_outcome);
    schedule.failed(ErrorKind::unknown_outcome);
    EXPECT_EQ(schedule.next({.now = now, .interval = 5min, .earliest_due = now + 7s}) - now, 7s);
    EXPECT_EQ(schedule.next({.now = now, .interval = 5min, .earliest_due = now + 20s}) - now, 10s);
}

reconcile::Report report_with(std::optional<ErrorKind> kind)
{
    reconcile::Report report;
    reconcile::ProviderResult result{.key = ProviderKey::parse("a").value()};
    if (kind)
        result.error = Error{*kind, "it failed"};
    report.results.push_back(result);
    return report;
}

TEST(Unfinished, IsNothingAfterAPassThatDidAllItCould)
{
    EXPECT_EQ(unfinished(report_with(std::nullopt)), std::nullopt);
}

TEST(Unfinished, IsAWriteThatMayGoThroughNextTime)
{
    for (const auto kind : {ErrorKind::transport, ErrorKind::timed_out, ErrorKind::unknown_outcome,
                            ErrorKind::throttled, ErrorKind::storage})
        EXPECT_EQ(unfinished(report_with(kind)), kind);
}

TEST(Unfinished, LeavesARefusedWriteToItsOwnTime)
{
    for (const auto kind :
         {ErrorKind::rejected, ErrorKind::conflict, ErrorKind::unauthorized, ErrorKind::forbidden})
        EXPECT_EQ(unfinished(report_with(kind)), std::nullopt);
}

TEST(Unfinished, IsWhatCouldNotBeConfirmed)
{
    auto report = report_with(std::nullopt);
    report.confirmation_failed = Error{ErrorKind::transport, "no answer"};
    EXPECT_EQ(unfinished(report), ErrorKind::transport);
}

TEST(Unfinished, IsAWriteWithoutAnOutcome)
{
    auto report = report_with(std::nullopt);
    report.intents_open = true;
    EXPECT_EQ(unfinished(report), ErrorKind::unknown_outcome);
}

TEST(Unfinished, IsACreateThatLeftNothingBehind)
{
    reconcile::Report report;
    PlanItem item{.key = ProviderKey::parse("a").value()};
    item.conclude(Action::wait, Reason::settled_in_this_pass);
    report.plan.items.push_back(item);
    EXPECT_EQ(unfinished(report), ErrorKind::unknown_outcome);
}

} // namespace
} // namespace idpsync::service
