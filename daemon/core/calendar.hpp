#pragma once

// A date and time of day as OpenSSL gives it, as a moment. Pure.

#include "core/policy.hpp"

#include <chrono>
#include <ctime>

namespace idpsync {

/// `utc` must be a date that exists.
inline WallTime wall_time_of(const std::tm& utc)
{
    using namespace std::chrono;
    const year_month_day date{year(utc.tm_year + 1900), month(static_cast<unsigned>(utc.tm_mon) + 1),
                              day(static_cast<unsigned>(utc.tm_mday))};
    return WallTime(sys_days(date)) + hours(utc.tm_hour) + minutes(utc.tm_min) + seconds(utc.tm_sec);
}

} // namespace idpsync
