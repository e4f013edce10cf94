// Quiet hours that come again.

#include "core/time_text.hpp"
#include "core/weekly_window.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

WeeklyWindow window(std::string_view text)
{
    return WeeklyWindow::parse(text).value();
}

WallTime at(std::string_view text)
{
    return parse_timestamp(text).value();
}

/// When the one opened that this moment is in; empty: it is in none.
std::string opened(std::string_view text, std::string_view moment)
{
    const auto opening = window(text).opened(at(moment));
    return opening ? format_timestamp(*opening) : std::string();
}

std::string next(std::string_view text, std::string_view moment)
{
    return format_timestamp(window(text).next(at(moment)));
}

// 2030-01-06 is a Sunday.

TEST(WeeklyWindow, IsOpenFromItsFirstMomentUntilBeforeItsLast)
{
    EXPECT_EQ(opened("Sun 03:00-05:00", "2030-01-06T02:59:59Z"), "");
    EXPECT_EQ(opened("Sun 03:00-05:00", "2030-01-06T03:00:00Z"), "2030-01-06T03:00:00Z");
    EXPECT_EQ(opened("Sun 03:00-05:00", "2030-01-06T04:59:59Z"), "2030-01-06T03:00:00Z");
    EXPECT_EQ(opened("Sun 03:00-05:00", "2030-01-06T05:00:00Z"), "");
    EXPECT_EQ(opened("Sun 03:00-05:00", "2030-01-07T04:00:00Z"), "");
}

TEST(WeeklyWindow, MayCloseOnTheNextDay)
{
    EXPECT_EQ(opened("Sat 23:00-01:30", "2030-01-06T01:29:00Z"), "2030-01-05T23:00:00Z");
    EXPECT_EQ(opened("Sat 23:00-01:30", "2030-01-05T01:29:00Z"), "");
    EXPECT_EQ(opened("Sun 22:00-24:00", "2030-01-06T23:59:59Z"), "2030-01-06T22:00:00Z");
    EXPECT_EQ(opened("Sun 22:00-00:00", "2030-01-07T00:00:00Z"), "");
}

TEST(WeeklyWindow, OpensOnEachDayThatItNames)
{
    EXPECT_EQ(next("Sun 03:00-05:00", "2030-01-06T02:00:00Z"), "2030-01-06T03:00:00Z");
    EXPECT_EQ(next("Sun 03:00-05:00", "2030-01-06T03:00:00Z"), "2030-01-13T03:00:00Z");
    EXPECT_EQ(next("Mon,Fri 03:00-05:00", "2030-01-07T12:00:00Z"), "2030-01-11T03:00:00Z");
    EXPECT_EQ(next("Tue..Thu 03:00-05:00", "2030-01-10T12:00:00Z"), "2030-01-15T03:00:00Z");
    EXPECT_EQ(next("Sat..Mon 03:00-05:00", "2030-01-06T12:00:00Z"), "2030-01-07T03:00:00Z");
    EXPECT_EQ(next("03:00-05:00", "2030-01-08T12:00:00Z"), "2030-01-09T03:00:00Z");
}

TEST(WeeklyWindow, TakesFullNamesAnyCaseAndItsZone)
{
    EXPECT_EQ(next("sunday 03:00-05:00 UTC", "2030-01-06T02:00:00Z"), "2030-01-06T03:00:00Z");
    EXPECT_EQ(next("SUN 03:00-05:00", "2030-01-06T02:00:00Z"), "2030-01-06T03:00:00Z");
    EXPECT_EQ(window("Sun 03:00-05:00 UTC").text(), "Sun 03:00-05:00 UTC");
}

TEST(WeeklyWindow, IsNothingElse)
{
    for (const auto* text : {"",
                             "Sun",
                             "Sun 03:00",
                             "03:00-03:00",
                             "24:00-01:00",
                             "25:00-01:00",
                             "03:60-05:00",
                             "3:00-5:00",
                             "Sunn 03:00-05:00",
                             "Sun  03:00-05:00",
                             "Sun, Mon 03:00-05:00",
                             "Sun,  03:00-05:00",
                             "Mon.Fri 03:00-05:00",
                             "..Fri 03:00-05:00",
                             "Sun 03:00-05:00 CET",
                             "Sun 03:00-05:00-07:00",
                             " 03:00-05:00",
                             "Sun 24:01-05:00",
                             "-03:00-05:00",
                             "0300-0500"})
        EXPECT_FALSE(WeeklyWindow::parse(text)) << text;
}

} // namespace
} // namespace idpsync
