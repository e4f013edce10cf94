#include "reconcile/timestamp.hpp"

#include <gtest/gtest.h>

namespace idpsync::reconcile {
namespace {

using namespace std::chrono_literals;

WallTime moment(int year, unsigned month, unsigned day, std::chrono::seconds of_day = 0s)
{
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} +
           of_day;
}

TEST(Timestamp, IsWrittenInUtc)
{
    EXPECT_EQ(format_timestamp(moment(2026, 11, 21, 10h)), "2026-11-21T10:00:00Z");
    EXPECT_EQ(format_timestamp(moment(1969, 12, 31, 23h + 59min + 59s)), "1969-12-31T23:59:59Z");
    EXPECT_EQ(format_timestamp(moment(1, 1, 1)), "0001-01-01T00:00:00Z");
}

TEST(Timestamp, FitsIntoAFileName)
{
    EXPECT_EQ(format_compact_timestamp(moment(2026, 1, 2, 3h + 4min + 5s)), "20260102T030405Z");
}

TEST(Timestamp, IsReadBackAsItWas)
{
    for (const auto time : {moment(1970, 1, 1), moment(2000, 2, 29, 12h), moment(9999, 12, 31, 24h - 1s)})
        EXPECT_EQ(parse_timestamp(format_timestamp(time)), time);
}

TEST(Timestamp, HasOneFormOnly)
{
    for (const auto* text :
         {"", "2026-11-21", "2026-11-21T10:00:00", "2026-11-21t10:00:00z", "2026-11-21T10:00:00.0Z",
          "2026-11-21T10:00:00+00:00", " 2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z ",
          "+026-11-21T10:00:00Z", "2026-11-21T10:00:0xZ", "2026-11-21T-1:00:00Z", "2026/11/21T10:00:00Z"})
        EXPECT_FALSE(parse_timestamp(text)) << text;
}

TEST(Timestamp, IsATimeThatExists)
{
    for (const auto* text :
         {"2026-00-21T10:00:00Z", "2026-13-21T10:00:00Z", "2026-11-00T10:00:00Z", "2026-11-31T10:00:00Z",
          "2025-02-29T10:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21T10:00:60Z"})
        EXPECT_FALSE(parse_timestamp(text)) << text;
}

} // namespace
} // namespace idpsync::reconcile
