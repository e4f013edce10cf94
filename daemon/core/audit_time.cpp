#include "core/ledger_audit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace idpsync {
namespace {

using namespace std::chrono;

/// Takes so many digits, and the character behind them, from the beginning of `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t digits, char behind)
{
    if (text.size() <= digits || text[digits] != behind)
        return std::nullopt;
    unsigned number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + digits, number);
    if (failed != std::errc() || end != text.data() + digits)
        return std::nullopt;
    text.remove_prefix(digits + 1);
    return number;
}

/// "960125799Z", of one digit to nine.
std::optional<std::uint32_t> parse_fraction(std::string_view text)
{
    constexpr std::size_t most_digits = 9;
    if (text.size() < 2 || text.size() > most_digits + 1 || text.back() != 'Z')
        return std::nullopt;
    text.remove_suffix(1);
    std::uint32_t fraction = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), fraction);
    if (failed != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    for (auto digits = text.size(); digits < most_digits; ++digits)
        fraction *= 10;
    return fraction;
}

void append_padded(std::string& out, std::uint64_t number, std::size_t digits)
{
    const auto text = std::to_string(number);
    out.append(digits - std::min(digits, text.size()), '0').append(text);
}

} // namespace

std::string to_string(const AuditTime& time)
{
    const sys_seconds moment{seconds(time.seconds)};
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss clock(moment - day);
    std::string out;
    append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    const std::array<std::pair<char, std::uint64_t>, 5> parts{
        {{'-', static_cast<unsigned>(date.month())},
         {'-', static_cast<unsigned>(date.day())},
         {'T', static_cast<std::uint64_t>(clock.hours().count())},
         {':', static_cast<std::uint64_t>(clock.minutes().count())},
         {':', static_cast<std::uint64_t>(clock.seconds().count())}}};
    for (const auto& [separator, number] : parts)
    {
        out += separator;
        append_padded(out, number, 2);
    }
    if (time.nanoseconds != 0)
    {
        out += '.';
        append_padded(out, time.nanoseconds, 9);
        out.erase(out.find_last_not_of('0') + 1);
    }
    return out + "Z";
}

std::optional<AuditTime> parse_audit_time(std::string_view text)
{
    const auto year_number = take_number(text, 4, '-');
    const auto month_number = year_number ? take_number(text, 2, '-') : std::nullopt;
    const auto day_number = month_number ? take_number(text, 2, 'T') : std::nullopt;
    const auto hour = day_number ? take_number(text, 2, ':') : std::nullopt;
    const auto minute = hour ? take_number(text, 2, ':') : std::nullopt;
    if (!minute)
        return std::nullopt;
    const bool has_fraction = text.size() > 2 && text[2] == '.';
    const auto second = take_number(text, 2, has_fraction ? '.' : 'Z');
    if (!second || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    const auto fraction = has_fraction ? parse_fraction(text) : std::optional<std::uint32_t>(0);
    if (!fraction || (!has_fraction && !text.empty()))
        return std::nullopt;

    const year_month_day date{year(static_cast<int>(*year_number)), month(*month_number), day(*day_number)};
    if (!date.ok())
        return std::nullopt;
    const auto moment = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
    return AuditTime{moment.time_since_epoch().count(), *fraction};
}

std::string to_string(const AuditUser& user)
{
    if (user.name.empty() && user.email.empty())
        return user.id;
    if (user.email.empty() || user.name.empty())
        return user.name + user.email;
    return user.name + " <" + user.email + ">";
}

} // namespace idpsync
