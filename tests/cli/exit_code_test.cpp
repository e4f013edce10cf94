#include "cli/exit_code.hpp"
#include "cli/plan_items.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;
using Outcome = reconcile::ProviderResult::Outcome;

ExitCode code_of(std::vector<PlanItem> items, bool intents_open = false)
{
    Plan plan;
    plan.items = std::move(items);
    return exit_code_of_plan(plan, intents_open);
}

TEST(ExitCodeOfPlan, IsZeroWhenEverythingIsInSync)
{
    EXPECT_EQ(code_of({in_sync_item("a")}), ExitCode::success);
    EXPECT_EQ(code_of({}), ExitCode::success);
}

TEST(ExitCodeOfPlan, IsTwoForEachKindOfWrite)
{
    EXPECT_EQ(code_of({create_item("a")}), ExitCode::changes);
    EXPECT_EQ(code_of({update_item("a")}), ExitCode::changes);
    EXPECT_EQ(code_of({delete_item("a")}), ExitCode::changes);
}

TEST(ExitCodeOfPlan, IsOneForEachKindOfTroubleEvenBesideWrites)
{
    for (const auto action : {Action::conflict, Action::refuse, Action::block, Action::hold})
        EXPECT_EQ(code_of({create_item("a"), item("b", action, Reason::in_sync)}), ExitCode::failure);
}

TEST(ExitCodeOfPlan, IsTwoWhileAWriteHasNoKnownOutcome)
{
    EXPECT_EQ(code_of({in_sync_item("a")}, true), ExitCode::changes);
}

TEST(ExitCodeOfPlan, IsTwoWhenSomethingWaits)
{
    EXPECT_EQ(code_of({item("a", Action::wait, Reason::intent_open)}), ExitCode::changes);
}

TEST(ExitCodeOfPlan, IsZeroForAdoptionsUnmanagedConnectorsAndUnverifiedSecrets)
{
    Plan plan;
    plan.items = {in_sync_item("a"), in_sync_item("b"), item("c", Action::forget, Reason::released)};
    plan.items[0].adopted = true;
    plan.items[1].reason = Reason::secret_unverified;
    plan.unmanaged = {unmanaged("okta-1", "One")};
    EXPECT_EQ(exit_code_of_plan(plan, false), ExitCode::success);
}

TEST(ExitCodeOfPlan, DoesNotCountAWriteThatWasNotNamed)
{
    auto other = create_item("a");
    other.selected = false;
    EXPECT_EQ(code_of({other}), ExitCode::success);
}

reconcile::Report report_with(Outcome outcome, bool in_sync)
{
    reconcile::Report report;
    report.results = {{.key = key("a"), .outcome = outcome, .in_sync = in_sync}};
    return report;
}

TEST(ExitCodeOfReport, IsZeroOnlyWhenEverythingIsInSync)
{
    EXPECT_EQ(exit_code_of_report(report_with(Outcome::created, true), Mode::enforce), ExitCode::success);
    EXPECT_EQ(exit_code_of_report(report_with(Outcome::failed, false), Mode::enforce), ExitCode::failure);
}

TEST(ExitCodeOfReport, IsOneInObserveModeEvenWhenEverythingIsInSync)
{
    EXPECT_EQ(exit_code_of_report(report_with(Outcome::untouched, true), Mode::observe), ExitCode::failure);
}

TEST(ExitCodeOfReport, IsOneWhenTheWritesWereNotConfirmed)
{
    auto report = report_with(Outcome::created, true);
    report.confirmation_failed = Error{ErrorKind::transport, "connection refused"};
    EXPECT_EQ(exit_code_of_report(report, Mode::enforce), ExitCode::failure);
}

TEST(ExitCodeOfReport, CountsBrokenLoginsOfWhatTheCommandIsAbout)
{
    auto report = report_with(Outcome::untouched, true);
    report.plan.items = {create_item("a")};
    auto& item = report.plan.items.front();
    item.conclude(Action::none, Reason::in_sync);
    item.tell_refusal({FindingId::credentials_refused, Severity::error, "why", "next"});
    EXPECT_EQ(exit_code_of_report(report, Mode::enforce), ExitCode::failure);
    item.selected = false;
    EXPECT_EQ(exit_code_of_report(report, Mode::enforce), ExitCode::success);
}

TEST(ExitCodeOfReport, IsOneWhileAWriteHasNoKnownOutcome)
{
    auto report = report_with(Outcome::untouched, true);
    report.intents_open = true;
    EXPECT_EQ(exit_code_of_report(report, Mode::enforce), ExitCode::failure);
}

TEST(ExitCodeOfHealth, IsOneOnlyWhileTheServiceIsNotReady)
{
    const auto code = [](ConditionId id) {
        service::control::StatusDocument status;
        status.conditions.service = {{.id = id}};
        return exit_code_of_health(status);
    };
    EXPECT_EQ(code(ConditionId::running), ExitCode::success);
    EXPECT_EQ(code(ConditionId::restart_outstanding), ExitCode::success);
    EXPECT_EQ(code(ConditionId::starting), ExitCode::failure);
    EXPECT_EQ(code(ConditionId::stale), ExitCode::failure);
}

TEST(ExitCodeOfError, Is78WhenAFileIsWrong)
{
    EXPECT_EQ(exit_code_of(Error{ErrorKind::bad_config, ""}), ExitCode::bad_config);
    EXPECT_EQ(static_cast<int>(ExitCode::bad_config), 78);
}

TEST(ExitCodeOfError, IsOneForEverythingElse)
{
    EXPECT_EQ(exit_code_of(Error{ErrorKind::conflict, ""}), ExitCode::failure);
    EXPECT_EQ(exit_code_of(Error{ErrorKind::unauthorized, ""}), ExitCode::failure);
    EXPECT_EQ(exit_code_of(Error{ErrorKind::stopped, ""}), ExitCode::failure);
}

} // namespace
} // namespace idpsync::cli
