#include "core/time_text.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

using namespace std::chrono;

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

const WallTime now{sys_days{year{2026} / December / 21} + 23h + 17min + 50s};

TEST(Rfc3339, IsReadAsGoWritesIt)
{
    EXPECT_EQ(parse_rfc3339("2026-12-21T23:17:50Z"), now);
    EXPECT_EQ(parse_rfc3339("2026-12-21T23:17:50.959077756Z"), now);
    EXPECT_EQ(parse_rfc3339("2026-12-22T01:17:50.5+02:00"), now);
    EXPECT_EQ(parse_rfc3339("2026-12-21T18:47:50-04:30"), now);
}

TEST(Rfc3339, GosYearOneIsNoTime)
{
    EXPECT_EQ(parse_rfc3339("0001-01-01T00:00:00Z"), std::nullopt);
}

TEST(Rfc3339, WhatIsNoTimeIsNothing)
{
    for (const auto* text :
         {"", "2026-12-21", "2026-12-21T23:17:50", "2026-02-30T00:00:00Z", "2026-12-21T24:00:00Z",
          "2026-12-21T23:60:00Z", "2026-12-21T23:17:50.Zx", "2026-12-21T23:17:50+2:00",
          "2026-12-21 23:17:50Z", "-026-12-21T23:17:50Z", "2026-12-21T23:17:50*02:00"})
        EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
}

TEST(HttpDate, IsReadInItsModernForm)
{
    EXPECT_EQ(parse_http_date("Mon, 21 Dec 2026 23:17:50 GMT"), now);
}

TEST(HttpDate, WhatIsNoneIsNothing)
{
    for (const auto* text :
         {"", "Mon, 21 Dec 2026 23:17:50 UTC", "Mon, 21 Dez 2026 23:17:50 GMT",
          "Monday, 21-Dec-26 23:17:50 GMT", "Mon, 32 Dec 2026 23:17:50 GMT", "Mon Dec 21 23:17:50 2026 xGMT"})
        EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

TEST(HttpDate, IsNothingInAnyOtherForm)
{
    EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:01:00 GMT"), WallTime(std::chrono::seconds(60)));
    EXPECT_EQ(parse_http_date("Sat, 21 Nov 2026 23:36:29 GMT"),
              WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)) + std::chrono::hours(23) +
                  std::chrono::minutes(36) + std::chrono::seconds(29));
    for (const auto* bad : {"", "Sat, 31 Feb 2026 23:36:29 GMT", "Sat, 21 Nov 2026 23:36:29 CET",
                            "Saturday, 21-Nov-26 23:36:29 GMT", "Sat, 21 Xxx 2026 23:36:29 GMT"})
        EXPECT_FALSE(parse_http_date(bad)) << bad;
}

TEST(AuditTime, ReadsAsNetBirdWritesIt)
{
    for (const auto* text :
         {"2026-11-21T23:17:50.960125799Z", "2026-11-21T23:17:50.94412433Z", "1970-01-01T00:00:00Z",
          "2024-02-29T12:00:00.1Z", "2026-11-21T10:00:00.000000001Z"})
    {
        const auto time = parse_audit_time(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(to_string(*time), text);
    }
    EXPECT_EQ(parse_audit_time("1970-01-02T00:00:00.5Z"), (AuditTime{86'400, 500'000'000}));
}

TEST(AuditTime, HasAnOrder)
{
    EXPECT_LT(*parse_audit_time("2026-11-21T23:17:50.94412433Z"),
              *parse_audit_time("2026-11-21T23:17:50.960125799Z"));
    EXPECT_LT(*parse_audit_time("2026-11-21T23:17:50Z"), *parse_audit_time("2026-11-21T23:17:50.1Z"));
}

TEST(AuditTime, IsNothingElse)
{
    for (const auto* text :
         {"", "2026-11-21", "2026-11-21T23:17:50", "2026-11-21T23:17:50.Z", "2026-11-21T23:17:60Z",
          "2026-02-30T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T23:17:50.1234567890Z",
          "2026-11-21T23:17:50+01:00", "2026-11-21T23:17:50Zx", "2026-11-21 23:17:50Z"})
        EXPECT_FALSE(parse_audit_time(text)) << text;
}

} // namespace
} // namespace idpsync
