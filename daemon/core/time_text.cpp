#include "core/time_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace idpsync {
namespace {

using namespace std::chrono;

constexpr std::string_view date_and_time = "0000-00-00T00:00:00";

/// True when `text` has a digit where `form` has 0, and the same character everywhere else.
bool has_form(std::string_view text, std::string_view form)
{
    return std::ranges::equal(text, form, [](char seen, char wanted) {
        return wanted == '0' ? seen >= '0' && seen <= '9' : seen == wanted;
    });
}

/// The digits that has_form() found there, at most nine.
int number_at(std::string_view text, std::size_t from, std::size_t length)
{
    int number = 0;
    std::from_chars(text.data() + from, text.data() + from + length, number);
    return number;
}

struct Civil
{
    int year, month, day, hour, minute, second;
};

/// With 60 as `last_second` a leap second is one; nothing when there is no such time.
std::optional<WallTime> moment_of(const Civil& civil, int last_second)
{
    const year_month_day date{year(civil.year), month(static_cast<unsigned>(civil.month)),
                              day(static_cast<unsigned>(civil.day))};
    if (!date.ok() || civil.hour > 23 || civil.minute > 59 || civil.second > last_second)
        return std::nullopt;
    return sys_days(date) + hours(civil.hour) + minutes(civil.minute) + seconds(civil.second);
}

/// What `text`, of the form of date_and_time, means in UTC.
std::optional<WallTime> moment_in(std::string_view text, int last_second)
{
    return moment_of({number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2),
                      number_at(text, 11, 2), number_at(text, 14, 2), number_at(text, 17, 2)},
                     last_second);
}

/// Takes ".960125799" from the beginning of `text`; nothing when there is no fraction there.
std::optional<std::string_view> take_fraction(std::string_view& text)
{
    if (!text.starts_with('.'))
        return std::nullopt;
    const auto end = std::min(text.size(), text.find_first_not_of("0123456789", 1));
    const auto digits = text.substr(1, end - 1);
    text.remove_prefix(end);
    return digits;
}

/// "Z" or "+02:00", as what has to be taken away for UTC.
std::optional<seconds> offset_of(std::string_view text)
{
    if (text == "Z")
        return seconds(0);
    if (!has_form(text, "+00:00") && !has_form(text, "-00:00"))
        return std::nullopt;
    const auto ahead = hours(number_at(text, 1, 2)) + minutes(number_at(text, 4, 2));
    return text.front() == '+' ? ahead : -ahead;
}

void append_padded(std::string& out, std::int64_t number, std::size_t digits)
{
    const auto text = std::to_string(number);
    out.append(digits - std::min(digits, text.size()), '0').append(text);
}

/// Without what tells the time zone.
std::string formatted(WallTime time, std::string_view date_separator, std::string_view time_separator)
{
    const auto midnight = floor<days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss clock(time - midnight);
    std::string out;
    out.reserve(date_and_time.size() + 1);
    append_padded(out, static_cast<int>(date.year()), 4);
    const auto add = [&out](std::string_view separator, std::int64_t number) {
        append_padded(out += separator, number, 2);
    };
    add(date_separator, static_cast<unsigned>(date.month()));
    add(date_separator, static_cast<unsigned>(date.day()));
    add("T", clock.hours().count());
    add(time_separator, clock.minutes().count());
    add(time_separator, clock.seconds().count());
    return out;
}

} // namespace

std::string format_timestamp(WallTime time)
{
    return formatted(time, "-", ":") + 'Z';
}

std::string format_compact_timestamp(WallTime time)
{
    return formatted(time, "", "") + 'Z';
}

std::optional<WallTime> parse_timestamp(std::string_view text)
{
    return has_form(text, "0000-00-00T00:00:00Z") ? moment_in(text, 59) : std::nullopt;
}

std::optional<WallTime> parse_rfc3339(std::string_view text)
{
    if (!has_form(text.substr(0, date_and_time.size()), date_and_time))
        return std::nullopt;
    const auto time = moment_in(text, 60);
    auto rest = text.substr(date_and_time.size());
    take_fraction(rest);
    const auto offset = offset_of(rest);
    constexpr std::string_view never = "0001-";
    if (!time || !offset || text.starts_with(never))
        return std::nullopt;
    return *time - *offset;
}

std::optional<WallTime> parse_http_date(std::string_view text)
{
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    // The names are not looked at, but for the month's.
    constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";
    if (text.size() != form.size() || text.substr(3, 2) != ", " || !has_form(text.substr(5, 3), "00 ") ||
        !has_form(text.substr(11), " 0000 00:00:00 GMT"))
        return std::nullopt;
    const auto* const month = std::ranges::find(months, text.substr(8, 3));
    if (month == months.end())
        return std::nullopt;
    return moment_of({number_at(text, 12, 4), static_cast<int>(month - months.begin()) + 1,
                      number_at(text, 5, 2), number_at(text, 17, 2), number_at(text, 20, 2),
                      number_at(text, 23, 2)},
                     60);
}

std::string to_string(const AuditTime& time)
{
    auto out = formatted(WallTime(seconds(time.seconds)), "-", ":");
    if (time.nanoseconds != 0)
    {
        append_padded(out += '.', time.nanoseconds, 9);
        out.erase(out.find_last_not_of('0') + 1);
    }
    return out + 'Z';
}

std::optional<AuditTime> parse_audit_time(std::string_view text)
{
    constexpr std::size_t most_digits = 9;
    if (!has_form(text.substr(0, date_and_time.size()), date_and_time))
        return std::nullopt;
    const auto time = moment_in(text, 59);
    auto rest = text.substr(date_and_time.size());
    const auto fraction = take_fraction(rest);
    if (!time || rest != "Z" || (fraction && (fraction->empty() || fraction->size() > most_digits)))
        return std::nullopt;
    auto digits = std::string(fraction.value_or("0"));
    digits.append(most_digits - digits.size(), '0');
    return AuditTime{time->time_since_epoch().count(),
                     static_cast<std::uint32_t>(number_at(digits, 0, most_digits))};
}

} // namespace idpsync
