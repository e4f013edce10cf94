#include "service/daemon/pause.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

using idpsync::test::noon;

class PauseFile : public ::testing::Test
{
protected:
    PauseFile() { files.put_directory("/state"); }

    test::ManualClock clock;
    test::MemoryFiles files;
    Pause pause{files, clock, "/state"};

    /// How long another run would still be paused.
    std::chrono::nanoseconds rest_after_restart()
    {
        Pause next(files, clock, "/state");
        next.load().value();
        return next.until() ? *next.until() - clock.now() : 0ns;
    }
};

TEST(PauseRecord, ComesBackAsItWasWritten)
{
    const PauseRecord record{noon, noon + 1h};
    EXPECT_EQ(decode_pause(encode_pause(record)).value(), record);
    EXPECT_EQ(decode_pause(encode_pause(std::nullopt)).value(), std::nullopt);
}

TEST(PauseRecord, IsNotTakenFromAnythingElse)
{
    for (const std::string text :
         {"", "{}", "[]", "nonsense", R"({"version":2,"pause":null})", R"({"version":1})",
          R"({"version":1,"pause":{}})", R"({"version":1,"pause":{"since":"noon","until":"later"}})"})
        EXPECT_TRUE(decode_pause(text).has_error()) << text;
}

TEST(PauseRecord, NeverLastsLongerThanItWasMeantTo)
{
    const PauseRecord record{noon, noon + 1h};
    EXPECT_EQ(remaining(record, noon + 20min), 40min);
    EXPECT_LE(remaining(record, noon + 2h), 0s);
    EXPECT_EQ(remaining(record, noon - 24h), 1h);
    EXPECT_EQ(remaining({noon, noon + 24h * 365}, noon), longest_pause);
}

TEST_F(PauseFile, LastsForItsTimeWhateverTheWallClockDoes)
{
    pause.begin(1h).value();
    clock.step_wall(24h);
    clock.advance(59min);
    EXPECT_FALSE(pause.over());
    clock.advance(1min);
    EXPECT_TRUE(pause.over());
}

TEST_F(PauseFile, SurvivesARestart)
{
    pause.begin(1h).value();
    clock.advance(20min);
    EXPECT_EQ(rest_after_restart(), 40min);
    clock.advance(41min);
    EXPECT_EQ(rest_after_restart(), 0s);
    EXPECT_EQ(files.status("/state/pause.json")->mode, 0600U);
}

TEST_F(PauseFile, IsOverForGoodOnceItWasEnded)
{
    EXPECT_EQ(rest_after_restart(), 0s);
    pause.begin(1h).value();
    pause.end().value();
    EXPECT_FALSE(pause.until());
    EXPECT_EQ(rest_after_restart(), 0s);
}

TEST_F(PauseFile, IsAssumedWhenTheFileCannotBeRead)
{
    files.put("/state/pause.json", "garbage");
    const auto loaded = pause.load();
    ASSERT_TRUE(loaded.has_error());
    EXPECT_THAT(loaded.error().text(), HasSubstr("/state/pause.json"));
    EXPECT_EQ(*pause.until() - clock.now(), default_pause);
}

TEST_F(PauseFile, HoldsInThisRunThoughItCannotBeKept)
{
    files.fail = [](test::MemoryFiles::Call call, const std::string&) -> std::optional<std::string> {
        return call == test::MemoryFiles::Call::replace ? std::optional("No space left on device")
                                                        : std::nullopt;
    };
    const auto begun = pause.begin(1h);
    ASSERT_TRUE(begun.has_error());
    EXPECT_THAT(begun.error().text(), HasSubstr("No space left"));
    EXPECT_TRUE(pause.until());
}

} // namespace
} // namespace idpsync::service
