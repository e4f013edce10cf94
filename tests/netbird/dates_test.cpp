#include "netbird/dates.hpp"

#include <gtest/gtest.h>

namespace idpsync::netbird {
namespace {

using namespace std::chrono;

const WallTime moment{sys_days{year{2026} / December / 21} + 23h + 17min + 50s};

TEST(Rfc3339, IsReadAsGoWritesIt)
{
    EXPECT_EQ(parse_rfc3339("2026-12-21T23:17:50Z"), moment);
    EXPECT_EQ(parse_rfc3339("2026-12-21T23:17:50.959077756Z"), moment);
    EXPECT_EQ(parse_rfc3339("2026-12-22T01:17:50.5+02:00"), moment);
    EXPECT_EQ(parse_rfc3339("2026-12-21T18:47:50-04:30"), moment);
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
    EXPECT_EQ(parse_http_date("Mon, 21 Dec 2026 23:17:50 GMT"), moment);
}

TEST(HttpDate, WhatIsNoneIsNothing)
{
    for (const auto* text :
         {"", "Mon, 21 Dec 2026 23:17:50 UTC", "Mon, 21 Dez 2026 23:17:50 GMT",
          "Monday, 21-Dec-26 23:17:50 GMT", "Mon, 32 Dec 2026 23:17:50 GMT", "Mon Dec 21 23:17:50 2026 xGMT"})
        EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

} // namespace
} // namespace idpsync::netbird
