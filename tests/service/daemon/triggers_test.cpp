#include "service/daemon/triggers.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

constexpr Task by_timer{.always_pass = true};
constexpr Task by_files{.read_configuration = true};
constexpr Task by_reload{.read_configuration = true, .always_pass = true, .demanded = true};

TEST(Triggers, HaveNothingToDoAtFirst)
{
    Triggers triggers;
    EXPECT_FALSE(triggers.pending());
    EXPECT_EQ(triggers.take(), Task());
}

TEST(Triggers, TheTimerRunsAPassWithTheFilesAsTheyWere)
{
    Triggers triggers;
    triggers.timer();
    EXPECT_TRUE(triggers.pending());
    EXPECT_EQ(triggers.take(), by_timer);
}

TEST(Triggers, AFileEventOnlyReads)
{
    Triggers triggers;
    triggers.files();
    EXPECT_TRUE(triggers.pending());
    EXPECT_EQ(triggers.take(), by_files);
}

TEST(Triggers, AReloadReadsAndRunsADemandedPass)
{
    Triggers triggers;
    triggers.reload();
    EXPECT_EQ(triggers.take(), by_reload);
}

TEST(Triggers, AThousandReloadsAreOne)
{
    Triggers triggers;
    for (int reload = 0; reload < 1000; ++reload)
        triggers.reload();
    EXPECT_EQ(triggers.take(), by_reload);
    EXPECT_FALSE(triggers.pending());
}

TEST(Triggers, OfDifferentKindsBecomeOneTaskInAnyOrder)
{
    Triggers triggers;
    triggers.reload();
    triggers.files();
    triggers.timer();
    EXPECT_EQ(triggers.take(), by_reload);

    triggers.timer();
    triggers.files();
    EXPECT_EQ(triggers.take(), (Task{.read_configuration = true, .always_pass = true}));
}

TEST(Triggers, AreForgottenOnceTaken)
{
    Triggers triggers;
    triggers.reload();
    triggers.take();
    triggers.timer();
    EXPECT_EQ(triggers.take(), by_timer);
}

} // namespace
} // namespace idpsync::service
