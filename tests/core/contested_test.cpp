#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

const auto ours = values("corp");
const auto theirs = with_name(values("corp"), "theirs");

/// NetBird shows what someone else wrote; our last write was at 0 s and was overturned `overturned` times.
World contest(unsigned overturned)
{
    auto world = drifted_world(ours, theirs);
    world.ledger.entries.at(key("corp")).overturned_writes = overturned;
    return world;
}

/// Plans, and writes what is planned, at `now`.
PlanItem pass(World& world, WallTime now)
{
    world.context.now = now;
    const auto plan = world.plan();
    auto item = *plan.find(key("corp"));
    world.ledger = plan.ledger_before_writes;
    if (item.writes())
    {
        world.ledger.entries.at(key("corp")) = entry_after_write(item, *item.id, now);
        world.observed.providers.front().values = *item.want;
    }
    return item;
}

void someone_else_writes(World& world)
{
    world.observed.providers.front().values = theirs;
}

TEST(Rule09_Contested, AfterThreeWritesThatSomeoneElseOverturned)
{
    auto world = settled_world();
    for (int write = 1; write <= 3; ++write)
    {
        someone_else_writes(world);
        if (write < 3)
        {
            EXPECT_THAT(pass(world, at(write * 1h)), Decides(Action::update, Reason::drifted)) << write;
        }
    }
    const auto item = pass(world, at(3h));
    EXPECT_THAT(item, Decides(Action::conflict, Reason::contested));
    EXPECT_THAT(item.next, HasSubstr("apply corp"));
}

TEST(Rule09_Contested, StaysSoHoweverMuchTimePasses)
{
    auto world = contest(3);
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::conflict, Reason::contested));
    EXPECT_THAT(pass(world, at(1000h)), Decides(Action::conflict, Reason::contested));
}

TEST(Rule09_Contested, StaysSoWhenTheOtherOnePausesAndStartsAgain)
{
    auto world = contest(3);
    world.observed.providers.front().values = ours;
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::none, Reason::in_sync));
    someone_else_writes(world);
    EXPECT_THAT(pass(world, at(2h)), Decides(Action::conflict, Reason::contested));
}

TEST(Rule09_Contested, CountsAChangeWithin24Hours)
{
    auto world = contest(2);
    EXPECT_THAT(pass(world, at(24h - 1s)), Decides(Action::conflict, Reason::contested));
}

TEST(Rule09_Contested, StartsAnewAfter24QuietHours)
{
    auto world = contest(2);
    EXPECT_THAT(pass(world, at(24h)), Decides(Action::update, Reason::drifted));
    EXPECT_EQ(world.ledger.find(key("corp"))->overturned_writes, 0U);
}

TEST(Rule09_Contested, CountsAChangeWhenTheClockWentBack)
{
    auto world = contest(2);
    EXPECT_THAT(pass(world, at(-48h)), Decides(Action::conflict, Reason::contested));
}

TEST(Rule09_Contested, CountsOneChangeOnceHoweverManyPassesSeeIt)
{
    auto world = contest(0);
    world.unreadable_secret("corp");
    for (int i = 1; i <= 10; ++i)
        EXPECT_THAT(pass(world, at(i * 1min)), Decides(Action::block, Reason::secret_unreadable));
    EXPECT_EQ(world.ledger.find(key("corp"))->overturned_writes, 1U);

    world.secret("corp", "secret");
    EXPECT_THAT(pass(world, at(20min)), Decides(Action::update, Reason::drifted));
}

TEST(Rule09_Contested, IsNotWhatDoesNotConverge)
{
    auto world = contest(0);
    world.context.holds.emplace(key("corp"),
                                Hold{.action = Action::conflict, .reason = Reason::not_converging});
    for (int i = 1; i <= 10; ++i)
        EXPECT_THAT(pass(world, at(i * 1min)), Decides(Action::conflict, Reason::not_converging));
}

TEST(Rule09_Contested, DoesNotCountChangesBeforeOurFirstWrite)
{
    World world;
    world.declare(desired("corp")).list("okta-1", theirs).know("corp", adopted("okta-1", ours));
    for (int i = 1; i <= 5; ++i)
    {
        world.context.now = at(i * 1h);
        EXPECT_THAT(world.item("corp"), Decides(Action::update, Reason::drifted));
        world.ledger = world.plan().ledger_before_writes;
    }
}

TEST(Rule09_Contested, EndsWhenTheDeclarationChanges)
{
    auto world = contest(3);
    world.declared.front().values->name = "new name";
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::update, Reason::declaration_changed));
    EXPECT_EQ(world.ledger.find(key("corp"))->overturned_writes, 0U);
}

TEST(Rule09_Contested, EndsWhenTheDeclaredSecretChanges)
{
    auto world = contest(3);
    world.secret("corp", "new secret");
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::update, Reason::declaration_changed));
}

TEST(Rule09_Contested, EndsWithAReload)
{
    auto world = contest(3);
    world.context.forgive_contested = true;
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::update, Reason::drifted));
    EXPECT_EQ(world.ledger.find(key("corp"))->overturned_writes, 0U);
}

TEST(Rule09_Contested, EndsWhenACommandNamesTheKey)
{
    auto world = contest(3);
    world.context.named = {key("corp")};
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::update, Reason::drifted));
}

TEST(Rule09_Contested, DoesNotEndWhenACommandNamesAnotherKey)
{
    auto world = contest(3);
    world.context.named = {key("another")};
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::conflict, Reason::contested));
}

TEST(Rule09_Contested, DoesNotCountOurOwnChangeOfDeclaration)
{
    // A write whose answer was lost arrived all the same: what differs from the ledger is ours.
    auto world = contest(2);
    world.declared.front().values->name = "theirs";
    EXPECT_THAT(pass(world, at(1h)), Decides(Action::none, Reason::in_sync));
    EXPECT_EQ(world.ledger.find(key("corp"))->overturned_writes, 0U);
}

} // namespace
} // namespace idpsync::test
