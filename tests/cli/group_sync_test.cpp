// The account's settings of group sync on the command line.

#include "cli/exit_code.hpp"
#include "cli/installation.hpp"
#include "cli/render/render_plan.hpp"
#include "cli/render/render_report.hpp"
#include "cli/schema_objections.hpp"
#include "service/plan_json.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace cli;
using sandbox::Fault;
using sandbox::Sandbox;
using Outcome = reconcile::ProviderResult::Outcome;

Plan plan_with(Action action, Reason reason)
{
    GroupSyncItem item{
        .want = GroupSettings{true, "groups", {"a\nb", "users"}},
        .seen = GroupSettings{false, "", {}},
        .changes = {GroupSyncField::enabled, GroupSyncField::claim, GroupSyncField::allowed_groups}};
    item.where = {"/etc/config.yaml", 7, 3};
    if (action == Action::none)
        item.changes.clear();
    item.conclude(action, reason);
    Plan plan;
    plan.group_sync = std::move(item);
    return plan;
}

std::string rendered(const Plan& plan, bool verbose = false)
{
    return render_plan(plan, {.management_url = "https://nb", .verbose = verbose});
}

TEST(RenderGroupSync, ShowsEachSettingAsItIsAndAsItShallBe)
{
    EXPECT_EQ(rendered(plan_with(Action::update, Reason::drifted)),
              "NetBird https://nb\n\n"
              "~ group_sync  update    changed in NetBird since it was last written\n"
              "    enabled         false → true\n"
              "    claim           \"\" → \"groups\"\n"
              "    allowed_groups  (everybody) → \"a\\nb\", \"users\"\n\n"
              "Plan: 0 in sync; group sync to update.\n");
}

TEST(RenderGroupSync, ShowsWhatIsAsDeclaredOnlyWhenAsked)
{
    const auto plan = plan_with(Action::none, Reason::in_sync);
    EXPECT_EQ(rendered(plan),
              "NetBird https://nb\n\nPlan: nothing to do; 0 in sync; group sync as declared.\n");
    EXPECT_THAT(rendered(plan, true), HasSubstr("= group_sync  in sync   as declared\n"));
}

TEST(RenderGroupSync, SaysWhereARefusedOneIsDeclaredAndWhatToDo)
{
    auto plan = plan_with(Action::refuse, Reason::lockout);
    plan.group_sync->why = "everybody might be locked out";
    plan.group_sync->next = "consent";
    EXPECT_THAT(rendered(plan), AllOf(HasSubstr("! group_sync  refused   everybody might be locked out\n"),
                                      HasSubstr("    declared in     /etc/config.yaml:7:3\n"),
                                      HasSubstr("    next: consent\n"), HasSubstr("group sync refused.\n")));
}

TEST(RenderGroupSync, SaysThatItWasNotNamed)
{
    auto plan = plan_with(Action::update, Reason::drifted);
    plan.group_sync->selected = false;
    EXPECT_THAT(rendered(plan), AllOf(Not(HasSubstr("group_sync")), HasSubstr("group sync left alone.\n")));
    EXPECT_THAT(rendered(plan, true), HasSubstr(". group_sync  update"));
}

TEST(RenderGroupSync, GivesTheOutcomeALineOfTheReport)
{
    reconcile::Report report;
    report.group_sync = reconcile::GroupSyncResult{.outcome = Outcome::updated, .in_sync = true};
    EXPECT_EQ(render_report(report, false),
              "updated  group_sync\n\nApplied: 1 updated; 0 of 0 providers in sync; group sync in sync.\n");
    report.group_sync =
        reconcile::GroupSyncResult{.outcome = Outcome::failed, .error = Error{ErrorKind::rejected, "no"}};
    EXPECT_EQ(
        render_report(report, false),
        "failed  group_sync  no\n\n"
        "Applied: 1 failed; 0 of 0 providers in sync; group sync not in sync. Not in sync: group_sync.\n");
}

TEST(RenderGroupSync, Rule29_IsNotShownNorCountedWhereOnlyKeysWereNamed)
{
    auto plan = plan_with(Action::refuse, Reason::lockout);
    plan.group_sync->selected = false;
    EXPECT_THAT(rendered(plan), AllOf(Not(HasSubstr("group_sync")), HasSubstr("group sync left alone.\n")));
    EXPECT_EQ(exit_code_of_plan(plan, false), ExitCode::success);
    reconcile::Report report;
    report.plan = plan;
    report.group_sync = reconcile::GroupSyncResult{};
    EXPECT_EQ(exit_code_of_report(report, Mode::enforce), ExitCode::success);
    EXPECT_FALSE(report.in_sync());
    EXPECT_EQ(render_report(report, false),
              "Applied: nothing to write; 0 of 0 providers in sync; group sync left alone.\n");
}

TEST(RenderGroupSync, ShowsWhatALimitHoldsBack)
{
    auto plan = plan_with(Action::update, Reason::drifted);
    plan.group_sync->before_limit = BeforeLimit{Action::update, Reason::drifted, {}};
    plan.group_sync->conclude(Action::refuse, Reason::too_many_changes, "too many", "run it with --yes");
    EXPECT_THAT(rendered(plan), AllOf(HasSubstr("~ group_sync  update"),
                                      HasSubstr("! too many\n    next: run it with --yes\n"),
                                      HasSubstr("group sync refused.\n")));
}

TEST(ExitCodeOfPlan, Rule26_CountsGroupSync)
{
    EXPECT_EQ(exit_code_of_plan(plan_with(Action::none, Reason::in_sync), false), ExitCode::success);
    EXPECT_EQ(exit_code_of_plan(plan_with(Action::update, Reason::drifted), false), ExitCode::changes);
    EXPECT_EQ(exit_code_of_plan(plan_with(Action::wait, Reason::not_due), false), ExitCode::changes);
    EXPECT_EQ(exit_code_of_plan(plan_with(Action::refuse, Reason::lockout), false), ExitCode::failure);
    EXPECT_EQ(exit_code_of_plan(plan_with(Action::block, Reason::settings_unreadable), false),
              ExitCode::failure);
}

TEST(GroupSyncJson, IsWhatTheSchemaSays)
{
    auto plan = plan_with(Action::update, Reason::drifted);
    plan.group_sync->hints = {"a hint"};
    reconcile::Report report;
    report.plan = plan;
    EXPECT_EQ(schema_objections("plan", "plan", service::plan_json({report, {}})), "");
    report.plan.group_sync->want.reset();
    report.plan.group_sync->seen.reset();
    report.group_sync = reconcile::GroupSyncResult{.error = Error{ErrorKind::rejected, "no"}};
    EXPECT_EQ(schema_objections("plan", "apply", service::report_json({report, "https://nb"})), "");
}

boost::json::object settings_of(Installation& host)
{
    return host.netbird.ask([](Sandbox& sandbox) { return sandbox.account_settings(); });
}

TEST(GroupSyncCommands, Rule27_APlanWithNothingToDoIsTwoRequestsOnOneConnection)
{
    Installation host;
    host.declare("corp");
    host.set_top("group_sync: { enabled: true }\n");
    const auto applied = host.run({"apply"});
    ASSERT_EQ(applied.exit, 0) << applied.err;
    EXPECT_THAT(applied.out, HasSubstr("updated  group_sync"));
    const auto before = host.counters();

    EXPECT_EQ(host.run({"plan"}).exit, 0);

    const auto after = host.counters();
    EXPECT_EQ(after.requests - before.requests, 2U);
    EXPECT_EQ(after.connections - before.connections, 1U);
}

TEST(GroupSyncCommands, Rule29_ARefusedAllowListIsWrittenWithConsentAndPutBackOnDemand)
{
    Installation host;
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    const auto before = settings_of(host);
    host.set_top("group_sync: { enabled: true, allowed_groups: [users] }\n");
    const auto refused = host.run({"plan"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, HasSubstr("locked out"));

    host.set_top("group_sync: { enabled: true, allowed_groups: [users], allow_lockout: true }\n");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    EXPECT_NE(settings_of(host), before);

    const auto restored = host.run({"apply", "--restore-settings"});
    EXPECT_EQ(restored.exit, 0) << restored.out << restored.err;
    EXPECT_EQ(settings_of(host), before);

    EXPECT_EQ(host.run({"plan"}).exit, 1);
    EXPECT_EQ(host.run({"plan", "group_sync"}).exit, 2);
    EXPECT_EQ(host.run({"apply", "group_sync"}).exit, 0);
}

TEST(GroupSyncCommands, WarnOfAClaimThatNeverArrives)
{
    Installation host;
    host.declare("corp");
    host.set_top("group_sync: { enabled: true, claim: entitlements }\n");
    for (const auto* command : {"check", "plan"})
        EXPECT_THAT(host.run({command}).err, HasSubstr("\"entitlements\" never reaches NetBird")) << command;
}

TEST(GroupSyncCommands, RestoreSettingsStandsAlone)
{
    Installation host;
    EXPECT_EQ(host.run({"apply", "--restore-settings", "--prune-now"}).exit, 64);
    EXPECT_EQ(host.run({"apply", "--restore-settings", "corp"}).exit, 64);
}

} // namespace
} // namespace idpsync::test
