#include "config/plain_scalar.hpp"

#include <algorithm>
#include <array>

namespace idpsync::config {
namespace {

constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};

constexpr std::array<std::string_view, 22> booleans{
    "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No",
    "NO",   "on",   "On",   "ON",    "off",   "Off",   "OFF", "y",   "Y",   "n",  "N"};

template <std::size_t size>
bool is_one_of(std::string_view text, const std::array<std::string_view, size>& words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Takes what `accepted` holds from the front of `text`, and says how much that was.
std::size_t take(std::string_view& text, std::string_view accepted)
{
    const auto size = std::min(text.find_first_not_of(accepted), text.size());
    text.remove_prefix(size);
    return size;
}

constexpr std::string_view digits = "0123456789";
constexpr std::string_view digits_and_underscore = "0123456789_";

bool is_prefixed_integer(std::string_view text)
{
    std::string_view accepted;
    if (text.starts_with("0x"))
        accepted = "0123456789abcdefABCDEF_";
    else if (text.starts_with("0o"))
        accepted = "01234567_";
    else if (text.starts_with("0b"))
        accepted = "01_";
    else
        return false;
    text.remove_prefix(2);
    return take(text, accepted) > 0 && text.empty();
}

/// 1 1. 1.5 .5 1e3 1_000
bool is_decimal(std::string_view text)
{
    if (text.starts_with('.') && (text.size() < 2 || !is_digit(text[1])))
        return false;
    take(text, digits_and_underscore);
    if (text.starts_with('.'))
    {
        text.remove_prefix(1);
        take(text, digits_and_underscore);
    }
    if (text.empty())
        return true;
    if (take(text, "eE") != 1)
        return false;
    if (text.starts_with('+') || text.starts_with('-'))
        text.remove_prefix(1);
    return take(text, digits) > 0 && text.empty();
}

/// 1:30 and 190:20:30.15, numbers to the base of 60 in YAML 1.1
bool is_sexagesimal(std::string_view text)
{
    take(text, digits_and_underscore);
    if (!text.starts_with(':'))
        return false;
    while (text.starts_with(':'))
    {
        text.remove_prefix(1);
        const auto first = text.substr(0, 1);
        const auto size = take(text, digits);
        if (size == 0 || size > 2 || (size == 2 && first > "5"))
            return false;
    }
    if (text.starts_with('.'))
    {
        text.remove_prefix(1);
        take(text, digits_and_underscore);
    }
    return text.empty();
}

bool is_number(std::string_view text)
{
    constexpr std::array<std::string_view, 6> words{".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};
    if (text.starts_with('+') || text.starts_with('-'))
        text.remove_prefix(1);
    if (is_one_of(text, words))
        return true;
    if (text.empty() || !(is_digit(text.front()) || text.front() == '.'))
        return false;
    return is_prefixed_integer(text) || is_decimal(text) || is_sexagesimal(text);
}

/// 2027-01-31, alone or with a time behind it
bool is_date(std::string_view text)
{
    constexpr std::array<std::pair<std::size_t, std::size_t>, 3> lengths{{{4, 4}, {1, 2}, {1, 2}}};
    for (std::size_t i = 0; i < lengths.size(); ++i)
    {
        if (i > 0 && take(text, "-") != 1)
            return false;
        const auto size = take(text, digits);
        if (size < lengths[i].first || size > lengths[i].second)
            return false;
    }
    if (text.empty())
        return true;
    return take(text, "Tt \t") > 0 && take(text, digits) > 0 && text.starts_with(':') &&
           text.find_first_not_of("0123456789:.Zz+- \t") == std::string_view::npos;
}

} // namespace

PlainMeaning meaning_of_plain(std::string_view text)
{
    if (is_one_of(text, nulls))
        return PlainMeaning::null;
    if (is_one_of(text, booleans))
        return PlainMeaning::boolean;
    if (is_number(text))
        return PlainMeaning::number;
    if (is_date(text))
        return PlainMeaning::date;
    return PlainMeaning::text;
}

std::string_view to_string(PlainMeaning meaning)
{
    switch (meaning)
    {
    case PlainMeaning::text: return "text";
    case PlainMeaning::null: return "null";
    case PlainMeaning::boolean: return "a boolean";
    case PlainMeaning::number: return "a number";
    case PlainMeaning::date: return "a date";
    }
    return "unknown";
}

} // namespace idpsync::config
