#include "config/durations.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace idpsync::config {
namespace {

using std::chrono::milliseconds;

struct Unit
{
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr std::array units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                           Unit{"ms", 1}};

constexpr std::int64_t longest = std::int64_t{3650} * 86'400'000;

Error bad(std::string_view text, std::string_view why)
{
    return {ErrorKind::bad_config, quoted(text, 40) + " " + std::string(why)};
}

constexpr std::string_view digits = "0123456789";

Result<std::int64_t> take_number(std::string_view whole, std::string_view& rest)
{
    const auto size = std::min(rest.find_first_not_of(digits), rest.size());
    if (size == 0)
        return bad(whole, "is not a duration; write a number and a unit, as 500ms, 30s, 5m, 1h30m or 7d");
    std::int64_t number = 0;
    for (const char digit : rest.substr(0, size))
    {
        number = number * 10 + (digit - '0');
        if (number > longest)
            return bad(whole, "is too long; at most 3650d");
    }
    rest.remove_prefix(size);
    return number;
}

} // namespace

Result<milliseconds> parse_duration(std::string_view text)
{
    std::string_view rest = text;
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    do
    {
        const auto number = take_number(text, rest);
        if (number.has_error())
            return number.error();
        const auto name = rest.substr(0, rest.find_first_of(digits));
        if (name.empty())
            return bad(text, "has no unit; write one of ms, s, m, h, d behind the number, as " +
                                 std::to_string(*number) + "s");
        while (next_unit < units.size() && units[next_unit].name != name)
            ++next_unit;
        if (next_unit == units.size())
            return bad(text,
                       "is not a duration; units are d, h, m, s and ms, the largest first, each once and "
                       "without a fraction, as 1h30m");
        if (*number > (longest - total) / units[next_unit].milliseconds)
            return bad(text, "is too long; at most 3650d");
        total += *number * units[next_unit].milliseconds;
        rest.remove_prefix(name.size());
        ++next_unit;
    } while (!rest.empty());
    return milliseconds(total);
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text)
{
    constexpr std::string_view form = "0000-00-00";
    if (text.size() != form.size())
        return std::nullopt;
    std::array<int, 3> numbers{}; // year, month, day
    std::size_t part = 0;
    for (std::size_t i = 0; i < form.size(); ++i)
    {
        const bool is_digit = digits.find(text[i]) != std::string_view::npos;
        if (is_digit != (form[i] == '0') || (!is_digit && text[i] != '-'))
            return std::nullopt;
        if (is_digit)
            numbers.at(part) = numbers.at(part) * 10 + (text[i] - '0');
        else
            ++part;
    }
    const std::chrono::year_month_day date{std::chrono::year(numbers[0]),
                                           std::chrono::month(static_cast<unsigned>(numbers[1])),
                                           std::chrono::day(static_cast<unsigned>(numbers[2]))};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

} // namespace idpsync::config
