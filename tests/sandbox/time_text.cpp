#include "sandbox/time_text.hpp"

#include <chrono>
#include <iomanip>
#include <sstream>

namespace idpsync::sandbox {

std::string to_rfc3339(WallTime time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::ostringstream text;
    text << std::setfill('0') << std::setw(4) << int(date.year()) << '-' << std::setw(2)
         << unsigned(date.month()) << '-' << std::setw(2) << unsigned(date.day()) << 'T' << std::setw(2)
         << clock.hours().count() << ':' << std::setw(2) << clock.minutes().count() << ':' << std::setw(2)
         << clock.seconds().count() << 'Z';
    return text.str();
}

} // namespace idpsync::sandbox
