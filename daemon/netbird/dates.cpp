#include "netbird/dates.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace idpsync::netbird {

using namespace std::chrono;

namespace {

/// `length` digits at `from`, or nothing.
std::optional<int> number_at(std::string_view text, std::size_t from, std::size_t length)
{
    if (text.size() < from + length)
        return std::nullopt;
    const auto digits = text.substr(from, length);
    int value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc() || end != digits.data() + digits.size() || digits.front() == '-')
        return std::nullopt;
    return value;
}

struct Parts
{
    std::optional<int> year, month, day, hour, minute, second;
};

std::optional<WallTime> time_of(const Parts& parts)
{
    for (const auto& part : {parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second})
        if (!part)
            return std::nullopt;
    const year_month_day date{year{*parts.year}, month{static_cast<unsigned>(*parts.month)},
                              day{static_cast<unsigned>(*parts.day)}};
    // 60: a leap second.
    if (!date.ok() || *parts.hour > 23 || *parts.minute > 59 || *parts.second > 60)
        return std::nullopt;
    return WallTime{sys_days{date} + hours{*parts.hour} + minutes{*parts.minute} + seconds{*parts.second}};
}

/// What stands behind the seconds: "Z", ".123Z", "+02:00"; as what has to be taken away for UTC.
std::optional<seconds> offset_of(std::string_view rest)
{
    if (rest.starts_with('.'))
        rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("0123456789", 1)));
    if (rest == "Z")
        return seconds{0};
    const auto hour = number_at(rest, 1, 2);
    const auto minute = number_at(rest, 4, 2);
    if (rest.size() != 6 || rest[3] != ':' || !hour || !minute)
        return std::nullopt;
    const auto ahead = hours{*hour} + minutes{*minute};
    if (rest.front() == '+')
        return ahead;
    if (rest.front() == '-')
        return -ahead;
    return std::nullopt;
}

} // namespace

std::optional<WallTime> parse_rfc3339(std::string_view text)
{
    constexpr std::string_view form = "0000-00-00T00:00:00";
    if (text.size() <= form.size())
        return std::nullopt;
    for (const auto at : std::to_array<std::size_t>({4, 7, 10, 13, 16}))
        if (text[at] != form[at])
            return std::nullopt;
    const Parts parts{number_at(text, 0, 4),  number_at(text, 5, 2),  number_at(text, 8, 2),
                      number_at(text, 11, 2), number_at(text, 14, 2), number_at(text, 17, 2)};
    const auto time = time_of(parts);
    const auto offset = offset_of(text.substr(form.size()));
    if (!time || !offset || parts.year == 1)
        return std::nullopt;
    return *time - *offset;
}

std::optional<WallTime> parse_http_date(std::string_view text)
{
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";
    if (text.size() != form.size() || !text.ends_with(" GMT") || text.substr(3, 2) != ", ")
        return std::nullopt;
    const auto* const month = std::find(months.begin(), months.end(), text.substr(8, 3));
    if (month == months.end())
        return std::nullopt;
    return time_of({number_at(text, 12, 4), static_cast<int>(month - months.begin()) + 1,
                    number_at(text, 5, 2), number_at(text, 17, 2), number_at(text, 20, 2),
                    number_at(text, 23, 2)});
}

} // namespace idpsync::netbird
