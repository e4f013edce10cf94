#include "service/log/log_line.hpp"

#include "core/text.hpp"
#include "service/log/field_types.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>

namespace idpsync::service {
namespace {

bool stands_bare(char c)
{
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter_or_digit || std::string_view("-_./:@%+,").find(c) != std::string_view::npos;
}

void add_text(std::string& line, FieldType /*type*/, std::string_view name, std::string_view value)
{
    if (!line.empty())
        line += ' ';
    line += name;
    line += '=';
    const bool bare = !value.empty() && std::all_of(value.begin(), value.end(), stands_bare);
    line += bare ? std::string(value) : quoted(value);
}

std::string json_string(std::string_view text)
{
    return visible_json(boost::json::serialize(boost::json::string(text)));
}

/// True when `value` is what its type says, so that it may stand in JSON as it is.
bool stands_as_it_is(FieldType type, std::string_view value)
{
    const bool negative = value.starts_with('-');
    const auto digits = value.substr(negative ? 1 : 0);
    switch (type)
    {
    case FieldType::boolean: return value == "true" || value == "false";
    case FieldType::number:
        return !digits.empty() && digits.size() < 16 && (digits.front() != '0' || digits.size() == 1) &&
               std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    case FieldType::text: break;
    }
    return false;
}

void add_json(std::string& line, FieldType type, std::string_view name, std::string_view value)
{
    if (!line.empty())
        line += ',';
    line += json_string(name);
    line += ':';
    if (stands_as_it_is(type, value))
        line += value;
    else
        line += is_utf8(value) ? json_string(value) : json_string(escaped(value));
}

using AddField = void (*)(std::string&, FieldType, std::string_view, std::string_view);

std::string fields_of(const Event& event, AddField add)
{
    std::string line;
    add(line, FieldType::text, "event", to_string(event.name));
    if (event.provider)
        add(line, FieldType::text, "provider", event.provider->str());
    for (const auto& [name, value] : event.fields)
        add(line, type_of(event.name, name), name, value);
    return line;
}

} // namespace

std::string text_fields(const Event& event)
{
    return fields_of(event, add_text);
}

std::string json_fields(const Event& event)
{
    return fields_of(event, add_json);
}

int syslog_priority(Level level)
{
    switch (level)
    {
    case Level::debug: return 7;
    case Level::info: return 6;
    case Level::warning: return 4;
    case Level::error: return 3;
    }
    return 6;
}

} // namespace idpsync::service
