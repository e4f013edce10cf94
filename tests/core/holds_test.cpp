#include "core/attempts.hpp"
#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using testing::_;
using testing::Pair;

constexpr Attempts::Time start{1'000'000s};

const auto changed = with_name(values("corp"), "changed");

World with_holds(World world, const Attempts& attempts, Attempts::Time now)
{
    world.context.holds = attempts.holds(now);
    return world;
}

TEST(Rule16_NotConverging, IsNotSentAgainWhileNothingChanges)
{
    auto world = drifted_world(values("corp"), changed);
    Attempts attempts;
    attempts.not_converging(world.item("corp"), changed, "reads back something else");
    EXPECT_THAT(with_holds(world, attempts, start + 1000h).item("corp"),
                Decides(Action::conflict, Reason::not_converging));
}

TEST(Rule16_NotConverging, IsSentAgainWhenDeclarationSecretOrNetBirdChange)
{
    const auto world = drifted_world(values("corp"), changed);
    Attempts attempts;
    attempts.not_converging(world.item("corp"), changed, "reads back something else");

    auto declared = world;
    declared.declared.front().values->name = "another";
    EXPECT_EQ(with_holds(declared, attempts, start).item("corp").action, Action::update);

    auto secret = world;
    secret.secret("corp", "new");
    EXPECT_EQ(with_holds(secret, attempts, start).item("corp").action, Action::update);

    auto observed = world;
    observed.observed.providers.front().values.name = "changed again";
    EXPECT_EQ(with_holds(observed, attempts, start).item("corp").action, Action::update);
}

TEST(Rule16_NotConverging, IsOverWhenNetBirdShowsWhatIsDeclared)
{
    Attempts attempts;
    attempts.not_converging(drifted_world(values("corp"), changed).item("corp"), changed, "");
    EXPECT_THAT(with_holds(settled_world(), attempts, start).item("corp"),
                Decides(Action::none, Reason::in_sync));
}

/// How long after the n-th refusal in a row the next attempt is due.
std::chrono::minutes pause_after(unsigned refusals, bool unreachable)
{
    Attempts attempts;
    const auto item = drifted_world(values("corp"), changed).item("corp");
    for (unsigned i = 0; i < refusals; ++i)
        attempts.rejected(item, unreachable, "422", start);
    auto pause = 0min;
    while (!attempts.holds(start + pause).empty())
        ++pause;
    return pause;
}

TEST(Rule16_Rejected, IsRepeatedHourly)
{
    EXPECT_EQ(pause_after(1, false), 60min);
    EXPECT_EQ(pause_after(5, false), 60min);
}

TEST(Rule16_Rejected, ForAnUnreachableIssuerIsRepeatedAfter1And2And5AndEvery10Minutes)
{
    EXPECT_EQ(pause_after(1, true), 1min);
    EXPECT_EQ(pause_after(2, true), 2min);
    EXPECT_EQ(pause_after(3, true), 5min);
    EXPECT_EQ(pause_after(4, true), 10min);
    EXPECT_EQ(pause_after(20, true), 10min);
}

TEST(Rule16_Rejected, StartsWithAShortPauseAgainWhenValuesChanged)
{
    Attempts attempts;
    for (int i = 0; i < 4; ++i)
        attempts.rejected(drifted_world(values("corp"), changed).item("corp"), true, "422", start);
    const auto other = drifted_world(values("corp"), with_name(values("corp"), "third"));
    attempts.rejected(other.item("corp"), true, "422", start);
    EXPECT_THAT(attempts.holds(start + 59s), SizeIs(1));
    EXPECT_THAT(attempts.holds(start + 1min), IsEmpty());
}

TEST(Rule16_Rejected, WaitsUntilItIsDue)
{
    const auto world = drifted_world(values("corp"), changed);
    Attempts attempts;
    attempts.rejected(world.item("corp"), false, "422", start);
    EXPECT_THAT(with_holds(world, attempts, start + 59min).item("corp"),
                Decides(Action::wait, Reason::not_due));
    EXPECT_EQ(with_holds(world, attempts, start + 60min).item("corp").action, Action::update);
}

TEST(Rule16_Rejected, HoldsACreateToo)
{
    World world;
    world.declare(desired("corp"));
    Attempts attempts;
    attempts.rejected(world.item("corp"), false, "422", start);
    EXPECT_THAT(with_holds(world, attempts, start).item("corp"), Decides(Action::wait, Reason::not_due));
}

TEST(Rule16_Rejected, HoldsADeleteToo)
{
    World world;
    world.declare(absent("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    Attempts attempts;
    attempts.rejected(world.item("corp"), false, "403", start);
    EXPECT_THAT(with_holds(world, attempts, start).item("corp"), Decides(Action::wait, Reason::not_due));
    EXPECT_EQ(with_holds(world, attempts, start + 60min).item("corp").action, Action::remove);
}

TEST(Rule16_Rejected, DoesNotHoldADeleteThatIsDeclaredAfterwards)
{
    const auto world = drifted_world(values("corp"), changed);
    Attempts attempts;
    attempts.rejected(world.item("corp"), false, "422", start);
    auto deleting = with_holds(world, attempts, start);
    deleting.declared = {absent("corp")};
    EXPECT_EQ(deleting.item("corp").action, Action::remove);
}

TEST(Rule16_Rejected, IsForgottenOnDemandAndOnSuccess)
{
    const auto item = drifted_world(values("corp"), changed).item("corp");
    Attempts attempts;
    attempts.rejected(item, false, "422", start);
    attempts.succeeded(key("corp"));
    EXPECT_THAT(attempts.holds(start), IsEmpty());
    attempts.rejected(item, false, "422", start);
    attempts.forget_all();
    EXPECT_THAT(attempts.holds(start), IsEmpty());
}

TEST(Rule16_Hold, DoesNotHideWhatIsWorse)
{
    auto world = settled_world();
    world.unreadable_secret("corp");
    world.context.holds.emplace(key("corp"), Hold{.action = Action::wait, .reason = Reason::not_due});
    EXPECT_THAT(world.item("corp"), Decides(Action::block, Reason::secret_unreadable));
}

TEST(Rule16_Rejected, HoldsTheSettingsOfGroupSyncApartFromEveryProvider)
{
    const auto world = drifted_world(values("corp"), changed);
    const GroupSyncItem settings{.want = GroupSettings{true, "groups", {}}, .seen = GroupSettings()};
    Attempts attempts;
    attempts.rejected(settings, false, "422", start);
    EXPECT_THAT(attempts.holds(start + 59min), ElementsAre(Pair(Subject(GroupSync()), _)));
    EXPECT_THAT(attempts.holds(start + 60min), IsEmpty());
    EXPECT_EQ(attempts.earliest_due(start), start + 60min);
    EXPECT_EQ(with_holds(world, attempts, start).item("corp").action, Action::update);

    attempts.rejected(world.item("corp"), false, "422", start);
    attempts.succeeded(GroupSync());
    EXPECT_THAT(attempts.holds(start), ElementsAre(Pair(Subject(key("corp")), _)));
}

TEST(EarliestDue, IsTheNearestMomentToCome)
{
    const auto world = drifted_world(values("corp"), changed);
    Attempts attempts;
    EXPECT_EQ(attempts.earliest_due(start), std::nullopt);

    attempts.rejected(world.item("corp"), false, "no", start);
    EXPECT_EQ(attempts.earliest_due(start), start + 60min);

    auto other = world.item("corp");
    other.key = ProviderKey::parse("other").value();
    attempts.rejected(other, true, "unreachable", start);
    EXPECT_EQ(attempts.earliest_due(start), start + 1min);
    EXPECT_EQ(attempts.earliest_due(start + 1min), start + 60min);
    EXPECT_EQ(attempts.earliest_due(start + 60min), std::nullopt);
}

TEST(EarliestDue, IsNeverForWhatNoTimeWillMend)
{
    Attempts attempts;
    attempts.not_converging(drifted_world(values("corp"), changed).item("corp"), changed, "");
    EXPECT_EQ(attempts.earliest_due(start), std::nullopt);
}

} // namespace
} // namespace idpsync::test
