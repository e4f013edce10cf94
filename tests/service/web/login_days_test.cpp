#include "service/verification/verified_world.hpp"
#include "service/web/login_days.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

#include <random>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using test::key;
using test::noon;

class LoginDaysTest : public testing::Test
{
protected:
    bool note(CanSignIn can, WallTime when) { return kept.note({{key("corp"), can}}, declared, when); }
    LoginDay today(WallTime now = noon) { return kept.of(key("corp"), now).back(); }

    LoginDays kept;
    std::vector<ProviderKey> declared{key("corp")};
};

TEST_F(LoginDaysTest, KnowNothingOfDaysOnWhichNobodyLooked)
{
    EXPECT_FALSE(kept.note({}, declared, noon));
    EXPECT_THAT(kept.of(key("corp"), noon), testing::Each(LoginDay::nothing));
}

TEST_F(LoginDaysTest, ShowTheWorstOfADay)
{
    EXPECT_TRUE(note(CanSignIn::yes, noon));
    EXPECT_EQ(today(), LoginDay::ready);
    EXPECT_FALSE(note(CanSignIn::yes, noon + 1h));
    EXPECT_TRUE(note(CanSignIn::no, noon + 2h));
    EXPECT_FALSE(note(CanSignIn::yes, noon + 3h));
    EXPECT_EQ(today(), LoginDay::broken);
}

TEST_F(LoginDaysTest, AreNotAllReadyWhereSomethingWasNotKnown)
{
    note(CanSignIn::unknown, noon);
    note(CanSignIn::unknown, noon + 10min);
    EXPECT_EQ(today(), LoginDay::unknown);
    note(CanSignIn::yes, noon + 1h);
    EXPECT_EQ(today(), LoginDay::partly);
    note(CanSignIn::unknown, noon + 2h);
    EXPECT_EQ(today(), LoginDay::partly);
    note(CanSignIn::no, noon + 3h);
    EXPECT_EQ(today(), LoginDay::broken);
}

TEST_F(LoginDaysTest, ForgiveTheMomentAfterAStart)
{
    EXPECT_FALSE(note(CanSignIn::unknown, noon));
    EXPECT_FALSE(note(CanSignIn::unknown, noon + 9min));
    note(CanSignIn::yes, noon + 10min);
    EXPECT_FALSE(note(CanSignIn::unknown, noon + 11min));
    EXPECT_FALSE(note(CanSignIn::unknown, noon + 20min));
    EXPECT_EQ(today(), LoginDay::ready);
    EXPECT_TRUE(note(CanSignIn::unknown, noon + 21min));
}

TEST_F(LoginDaysTest, GoAfterThirty)
{
    note(CanSignIn::no, noon);
    EXPECT_EQ(kept.of(key("corp"), noon + days(29)).front(), LoginDay::broken);
    note(CanSignIn::yes, noon + days(30));
    EXPECT_EQ(kept.of(key("corp"), noon + days(30)).front(), LoginDay::nothing);
    EXPECT_EQ(kept.of(key("corp"), noon + days(30)).back(), LoginDay::ready);
}

TEST_F(LoginDaysTest, GoWithTheDeclaration)
{
    note(CanSignIn::yes, noon);
    declared.clear();
    note(CanSignIn::yes, noon);
    EXPECT_EQ(kept.text(), "");
}

TEST_F(LoginDaysTest, StayWhileNoPassHasLookedYet)
{
    note(CanSignIn::yes, noon);
    EXPECT_FALSE(kept.note({}, declared, noon + 1h));
    EXPECT_EQ(today(), LoginDay::ready);
}

TEST_F(LoginDaysTest, ComeBackFromTheirTextAfterAnyHistory)
{
    for (unsigned history = 0; history < 200; ++history)
    {
        std::mt19937 chance(history);
        kept = LoginDays();
        auto when = noon;
        for (int look = 0; look < 60; ++look)
        {
            note(static_cast<CanSignIn>(chance() % 3), when);
            when += std::chrono::hours(chance() % 60);
        }
        const auto again = LoginDays::from(kept.text());
        ASSERT_EQ(again.of(key("corp"), when), kept.of(key("corp"), when)) << kept.text();
    }
}

TEST_F(LoginDaysTest, PassOverWhatIsNoLineOfTheirOwn)
{
    EXPECT_EQ(
        LoginDays::from("corp 2030-01-01 " + std::string(31, 'r') + "\n../x 2030-01-01 r\ncorp never r\n\n"),
        LoginDays());
    EXPECT_EQ(LoginDays::from("corp 2030-01-01 zr\n").of(key("corp"), noon).back(), LoginDay::nothing);
}

TEST_F(LoginDaysTest, AreKeptInAFile)
{
    test::MemoryFiles files;
    ASSERT_TRUE(files.make_directory("/state", 0700).has_value());
    LoginDaysFile file(files, "/state");
    EXPECT_EQ(file.read(), LoginDays());
    note(CanSignIn::yes, noon);
    ASSERT_TRUE(file.keep(kept).has_value());
    EXPECT_EQ(file.read(), kept);
}

class LoginDaysOfADaemon : public testing::Test, public test::VerifiedWorld
{};

TEST_F(LoginDaysOfADaemon, SayOnceThatTheyCannotBeKept)
{
    const std::string file = "/state/login-days";
    files.fail = [&](test::MemoryFiles::Call call, const std::string& path) {
        const bool refused = call == test::MemoryFiles::Call::replace && path == file;
        return refused ? std::optional<std::string>("No space left on device") : std::nullopt;
    };
    start();
    pass_time(72h);
    const auto told = logged(EventName::history_unsaved);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(test::field(told[0], "error"), AllOf(HasSubstr(file), HasSubstr("No space left on device")));
    EXPECT_FALSE(files.text(file));
    files.fail = nullptr;
    pass_time(24h);
    EXPECT_TRUE(files.text(file));
    EXPECT_EQ(logged(EventName::history_unsaved).size(), 1U);
}

} // namespace
} // namespace idpsync::service
