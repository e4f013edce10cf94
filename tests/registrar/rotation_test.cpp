// When a client secret is replaced, and how the change of a client's only one goes on: every row of the
// tables in rotation.hpp and secret_swap.hpp.

#include "core/time_text.hpp"
#include "registrar/rotation.hpp"
#include "registrar/secret_swap.hpp"
#include "support/key.hpp"

#include <gtest/gtest.h>

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;

class DecideRotation : public testing::Test
{
protected:
    Rotation decide(SecretCustody custody)
    {
        return decide_rotation({.declared = declared,
                                .known = known,
                                .custody = custody,
                                .asked = asked,
                                .may_interrupt = insists,
                                .now = now});
    }
    Rotation with_several() { return decide(SecretCustody::several); }
    Rotation with_one()
    {
        const auto hidden = decide(SecretCustody::one_hidden);
        EXPECT_EQ(hidden, decide(SecretCustody::one_shown));
        return hidden;
    }

    void be_due() { known.secret_made = now - std::chrono::days(90); }
    void open_window() { declared.rotate_window = WeeklyWindow::parse("Sun 03:00-05:00"); }
    void close_window() { declared.rotate_window = WeeklyWindow::parse("Mon 03:00-05:00"); }

    DesiredRegistration declared{.rotate = std::chrono::days(90)};
    WallTime now = parse_timestamp("2030-01-06T04:00:00Z").value(); ///< a Sunday
    LedgerClient known{.secret_made = now};
    bool asked = false;
    bool insists = false;
};

TEST_F(DecideRotation, DoesNothingThatIsNotDue)
{
    EXPECT_EQ(with_several(), Rotation::none);
    EXPECT_EQ(with_one(), Rotation::none);
    open_window();
    EXPECT_EQ(with_one(), Rotation::none);
    be_due();
    known.secret_unsettled = true;
    EXPECT_EQ(with_one(), Rotation::none);
}

TEST_F(DecideRotation, LeavesLoginsAloneWithoutAWindow)
{
    be_due();
    EXPECT_EQ(with_several(), Rotation::begins);
    EXPECT_EQ(with_one(), Rotation::interrupts);
}

TEST_F(DecideRotation, BeginsByItselfInTheWindowAlone)
{
    be_due();
    open_window();
    EXPECT_EQ(with_several(), Rotation::begins);
    EXPECT_EQ(with_one(), Rotation::begins);
    close_window();
    EXPECT_EQ(with_several(), Rotation::waits);
    EXPECT_EQ(with_one(), Rotation::waits);
}

TEST_F(DecideRotation, TriesOnceInAWindow)
{
    be_due();
    open_window();
    known.swap_failed = now - 30min;
    EXPECT_EQ(with_one(), Rotation::waits);
    known.swap_failed = now - 2h;
    EXPECT_EQ(with_one(), Rotation::begins);
}

TEST_F(DecideRotation, NeedsAWordOutsideTheWindow)
{
    asked = true;
    EXPECT_EQ(with_several(), Rotation::begins);
    EXPECT_EQ(with_one(), Rotation::interrupts);
    close_window();
    EXPECT_EQ(with_several(), Rotation::begins);
    EXPECT_EQ(with_one(), Rotation::interrupts);
    open_window();
    known.swap_failed = now;
    EXPECT_EQ(with_one(), Rotation::begins);
    close_window();
    insists = true;
    EXPECT_EQ(with_one(), Rotation::begins);
}

TEST_F(DecideRotation, LetsOneComeToItsEnd)
{
    be_due();
    open_window();
    asked = insists = true;
    for (const auto swap : {SecretSwap::replacing, SecretSwap::returning})
    {
        known.swap = swap;
        EXPECT_EQ(with_one(), Rotation::under_way);
    }
    known.swap = SecretSwap::restarting;
    EXPECT_EQ(with_one(), Rotation::begins) << "logins fail already";
    insists = false;
    EXPECT_EQ(with_one(), Rotation::under_way);
    known.swap = SecretSwap::none;
    known.predecessor = "an id";
    EXPECT_EQ(with_several(), Rotation::under_way);
}

TEST(ResumedSwap, GoesByWhatIsOnTheDisk)
{
    using enum SwapResumption;
    const auto resumed = [](SecretSwap swap, bool settled, bool keeps, bool holds, bool shown) {
        return resume({.swap = swap,
                       .settled = settled,
                       .keeps_former = keeps,
                       .holds_former = holds,
                       .provider_shows_former = shown});
    };
    const auto replacing = SecretSwap::replacing;
    EXPECT_EQ(resumed(replacing, false, false, false, false), forget);
    EXPECT_EQ(resumed(replacing, false, true, true, false), forget);
    EXPECT_EQ(resumed(replacing, false, true, false, true), forget);
    EXPECT_EQ(resumed(replacing, false, true, false, false), send);
    EXPECT_EQ(resumed(replacing, true, true, false, false), prove);
    EXPECT_EQ(resumed(replacing, true, false, false, false), prove);
    const auto returning = SecretSwap::returning;
    EXPECT_EQ(resumed(returning, false, true, false, false), take_former);
    EXPECT_EQ(resumed(returning, false, true, true, false), send);
    EXPECT_EQ(resumed(returning, false, false, false, false), send);
    EXPECT_EQ(resumed(returning, true, true, true, true), ended);
    for (const auto swap : {SecretSwap::none, SecretSwap::restarting})
        EXPECT_EQ(resumed(swap, false, true, false, false), none);
}

TEST(ProvenSwap, GoesOnOrBackAsTheConnectorAllows)
{
    const auto step = [](Action action, bool can_go_back, bool selected = true) {
        PlanItem item{.key = test::key("corp")};
        item.action = action;
        item.selected = selected;
        return after_proof(item, can_go_back);
    };
    for (const bool can : {false, true})
    {
        EXPECT_EQ(step(Action::update, can), SwapStep::go_on);
        EXPECT_EQ(step(Action::none, can), SwapStep::go_on);
        EXPECT_EQ(step(Action::wait, can), SwapStep::stay);
    }
    EXPECT_EQ(step(Action::hold, true), SwapStep::go_back);
    EXPECT_EQ(step(Action::hold, false), SwapStep::go_on);
    for (const auto action : {Action::block, Action::refuse, Action::conflict})
    {
        EXPECT_EQ(step(action, true), SwapStep::go_back);
        EXPECT_EQ(step(action, false), SwapStep::stay);
    }
}

TEST(SentSwap, GoesBackWhereNetBirdCertainlyDidNotTakeIt)
{
    const auto step = [](ErrorKind kind, bool can_go_back) {
        return after_write(Error{kind, "why"}, can_go_back);
    };
    EXPECT_EQ(after_write(std::nullopt, true), SwapStep::go_on);
    EXPECT_EQ(step(ErrorKind::rejected, true), SwapStep::go_back);
    EXPECT_EQ(step(ErrorKind::transport, true), SwapStep::go_back);
    EXPECT_EQ(step(ErrorKind::rejected, false), SwapStep::stay);
    EXPECT_EQ(step(ErrorKind::unknown_outcome, true), SwapStep::stay);
    EXPECT_TRUE(was_certainly_not_taken({ErrorKind::rejected, "why"}));
    EXPECT_FALSE(was_certainly_not_taken({ErrorKind::unknown_outcome, "why"}));
    EXPECT_FALSE(was_certainly_not_taken({ErrorKind::bad_response, "why"}));
}

} // namespace
} // namespace idpsync::registrar
