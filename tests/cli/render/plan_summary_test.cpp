#include "cli/plan_items.hpp"
#include "cli/render/plan_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;
using ::testing::StrEq;

TEST(PlanSummary, CountsWhatTheCommandNamed)
{
    auto refused = item("b", Action::refuse, Reason::consent_missing);
    auto other = create_item("c");
    auto fine = in_sync_item("d");
    for (auto* one : {&refused, &other, &fine})
        one->selected = false;
    EXPECT_THAT(plan_summary(plan_of({update_item("a"), refused, other, fine})),
                StrEq("Plan: 1 to update; 0 in sync; not named: 1 refused, 1 left alone.\n"));
}

TEST(PlanSummary, CountsDeclaredProvidersAsInSync)
{
    auto gone = item("old", Action::forget, Reason::already_gone);
    gone.declared = false;
    EXPECT_THAT(plan_summary(plan_of({in_sync_item("a"), gone})), StrEq("Plan: nothing to do; 1 in sync.\n"));
}

TEST(PlanSummary, CountsGroupSyncOnce)
{
    Plan plan;
    plan.group_sync.emplace().conclude(Action::refuse, Reason::lockout);
    EXPECT_THAT(plan_summary(plan), StrEq("Plan: 0 in sync; group sync refused.\n"));
}

} // namespace
} // namespace idpsync::cli
