#include "reconcile/timestamp.hpp"

namespace idpsync::reconcile {
namespace {

namespace chrono = std::chrono;

void append_digits(std::string& out, int number, int digits)
{
    int scale = 1;
    for (int place = 1; place < digits; ++place)
        scale *= 10;
    for (; scale > 0; scale /= 10)
        out += static_cast<char>('0' + number / scale % 10);
}

std::string formatted(WallTime time, std::string_view date_separator, std::string_view time_separator)
{
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss clock(time - day);

    std::string text;
    append_digits(text, static_cast<int>(date.year()), 4);
    text += date_separator;
    append_digits(text, static_cast<int>(static_cast<unsigned>(date.month())), 2);
    text += date_separator;
    append_digits(text, static_cast<int>(static_cast<unsigned>(date.day())), 2);
    text += 'T';
    append_digits(text, static_cast<int>(clock.hours().count()), 2);
    text += time_separator;
    append_digits(text, static_cast<int>(clock.minutes().count()), 2);
    text += time_separator;
    append_digits(text, static_cast<int>(clock.seconds().count()), 2);
    text += 'Z';
    return text;
}

/// The number that stands there in digits alone, or -1.
int number_at(std::string_view text, std::size_t start, std::size_t digits)
{
    int number = 0;
    for (const char digit : text.substr(start, digits))
    {
        if (digit < '0' || digit > '9')
            return -1;
        number = number * 10 + (digit - '0');
    }
    return number;
}

} // namespace

std::string format_timestamp(WallTime time)
{
    return formatted(time, "-", ":");
}

std::string format_compact_timestamp(WallTime time)
{
    return formatted(time, "", "");
}

std::optional<WallTime> parse_timestamp(std::string_view text)
{
    constexpr std::string_view form = "0000-00-00T00:00:00Z";
    if (text.size() != form.size())
        return std::nullopt;
    for (std::size_t index = 0; index < form.size(); ++index)
        if (form[index] != '0' && text[index] != form[index])
            return std::nullopt;

    const auto year = number_at(text, 0, 4);
    const auto month = number_at(text, 5, 2);
    const auto day = number_at(text, 8, 2);
    const auto hour = number_at(text, 11, 2);
    const auto minute = number_at(text, 14, 2);
    const auto second = number_at(text, 17, 2);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 59)
        return std::nullopt;
    const chrono::year_month_day date(chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                      chrono::day(static_cast<unsigned>(day)));
    if (!date.ok())
        return std::nullopt;
    return chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute) + chrono::seconds(second);
}

} // namespace idpsync::reconcile
