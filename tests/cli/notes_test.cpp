#include "cli/notes.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

Event settling(const std::string& wait)
{
    return {EventName::settling,
            Level::info,
            ProviderKey::parse("corp"),
            {{"why", "an earlier update has no known outcome"}, {"wait", wait}}};
}

Event throttled()
{
    return {EventName::throttled, Level::info, std::nullopt, {{"wait", "10s"}}};
}

TEST(WaitNote, SaysForWhatAndHowLong)
{
    EXPECT_THAT(wait_note(throttled()),
                HasSubstr("limits requests (429): going on one at a time, the next in 10s"));
    EXPECT_THAT(wait_note(settling("14s")),
                HasSubstr("corp: an earlier update has no known outcome: waiting 14s"));
}

TEST(WaitNote, IsOnlyAboutWaiting)
{
    EXPECT_EQ(wait_note(settling("0s")), "");
    EXPECT_EQ(wait_note({EventName::created, Level::info, std::nullopt, {{"id", "1"}}}), "");
}

TEST(Notes, SayEachThingOnce)
{
    Console console([](const std::string&) { return std::nullopt; }, {.errors = true});
    Notes notes(console);
    testing::internal::CaptureStderr();
    for (int time = 0; time < 3; ++time)
    {
        notes.emit(throttled());
        notes.emit(settling("14s"));
        notes.emit({EventName::pass_started, Level::debug, std::nullopt, {}});
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "netbird-idp-sync: " + wait_note(throttled()) +
                  "\nnetbird-idp-sync: " + wait_note(settling("14s")) + "\n");
}

TEST(Notes, WarnOfWhatNothingElseShows)
{
    Console console([](const std::string&) { return std::nullopt; }, {});
    Notes notes(console);
    testing::internal::CaptureStderr();
    notes.emit(throttled());
    notes.emit({EventName::history_unsaved,
                Level::warning,
                std::nullopt,
                {{"error", "full"}, {"next", "make room"}}});
    notes.emit({EventName::created, Level::info, ProviderKey::parse("corp"), {{"id", "1"}}});
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "netbird-idp-sync: warning: the history of changes cannot be written: full; make room\n");
}

} // namespace
} // namespace idpsync::cli
