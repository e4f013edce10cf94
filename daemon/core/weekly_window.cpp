#include "core/weekly_window.hpp"

#include <algorithm>

namespace idpsync {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 7> day_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::size_t days_a_week = day_names.size();

char lower_letter(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_called(std::string_view name, std::string_view text)
{
    return std::ranges::equal(name, text, {}, lower_letter, lower_letter);
}

std::optional<std::size_t> day_named(std::string_view text)
{
    constexpr std::size_t short_form = 3;
    for (std::size_t day = 0; day < days_a_week; ++day)
        if (is_called(day_names.at(day), text) || is_called(day_names.at(day).substr(0, short_form), text))
            return day;
    return std::nullopt;
}

/// "Sun" or "Mon..Fri".
bool add_days(std::string_view text, std::array<bool, 7>& days)
{
    constexpr std::string_view until = "..";
    const auto dots = text.find(until);
    const auto first = day_named(text.substr(0, dots));
    const auto last = dots == std::string_view::npos ? first : day_named(text.substr(dots + until.size()));
    if (!first || !last)
        return false;
    for (auto day = *first;; day = (day + 1) % days_a_week)
    {
        days.at(day) = true;
        if (day == *last)
            return true;
    }
}

bool read_days(std::string_view text, std::array<bool, 7>& days)
{
    while (true)
    {
        const auto comma = text.find(',');
        if (!add_days(text.substr(0, comma), days))
            return false;
        if (comma == std::string_view::npos)
            return true;
        text.remove_prefix(comma + 1);
    }
}

/// "03:00", up to "24:00".
std::optional<std::chrono::minutes> time_of_day(std::string_view text)
{
    const auto digit = [&](std::size_t at) { return text[at] - '0'; };
    const bool formed = text.size() == 5 && text[2] == ':' &&
                        std::ranges::all_of(std::array{0U, 1U, 3U, 4U},
                                            [&](auto at) { return text[at] >= '0' && text[at] <= '9'; });
    if (!formed)
        return std::nullopt;
    const std::chrono::minutes minute(digit(3) * 10 + digit(4));
    const auto time = std::chrono::hours(digit(0) * 10 + digit(1)) + minute;
    return minute < 1h && time <= 24h ? std::optional(time) : std::nullopt;
}

} // namespace

std::optional<WeeklyWindow> WeeklyWindow::parse(std::string_view text)
{
    WeeklyWindow window;
    window.text_ = text;
    constexpr std::string_view zone = " UTC";
    if (text.ends_with(zone))
        text.remove_suffix(zone.size());
    window.days_.fill(true);
    if (const auto space = text.rfind(' '); space != std::string_view::npos)
    {
        window.days_.fill(false);
        if (!read_days(text.substr(0, space), window.days_))
            return std::nullopt;
        text.remove_prefix(space + 1);
    }
    const auto dash = text.find('-');
    const auto opens = time_of_day(text.substr(0, dash));
    const auto closes = dash == std::string_view::npos ? std::nullopt : time_of_day(text.substr(dash + 1));
    if (!opens || !closes || *opens == *closes || *opens == 24h)
        return std::nullopt;
    window.opens_ = *opens;
    window.lasts_ = *closes > *opens ? *closes - *opens : *closes + 24h - *opens;
    return window.lasts_ > 0min ? std::optional(window) : std::nullopt;
}

bool WeeklyWindow::opens_on(std::chrono::sys_days day) const
{
    return days_.at(std::chrono::weekday(day).c_encoding());
}

std::optional<WallTime> WeeklyWindow::opened(WallTime now) const
{
    const auto today = std::chrono::floor<std::chrono::days>(now);
    for (const auto day : {today, today - std::chrono::days(1)})
        if (const WallTime opening = day + opens_; opens_on(day) && opening <= now && now < opening + lasts_)
            return opening;
    return std::nullopt;
}

WallTime WeeklyWindow::next(WallTime now) const
{
    auto day = std::chrono::floor<std::chrono::days>(now);
    while (!opens_on(day) || day + opens_ <= now)
        day += std::chrono::days(1);
    return day + opens_;
}

} // namespace idpsync
