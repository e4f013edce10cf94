#include "service/log/journal_entry.hpp"

#include "core/text.hpp"
#include "service/log/log_line.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

/// A field's name may hold capitals, digits and underscores.
std::string journal_name(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        const bool small = c >= 'a' && c <= 'z';
        const bool stays = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return small ? static_cast<char>(c - 'a' + 'A') : stays ? c : '_';
    });
    return "IDPSYNC_" + name;
}

void add(std::string& entry, std::string_view name, std::string_view value)
{
    entry += name;
    entry += '=';
    entry += value;
    entry += '\n';
}

} // namespace

std::string journal_entry(const Event& event)
{
    std::string entry;
    add(entry, "MESSAGE", text_fields(event));
    add(entry, "PRIORITY", std::to_string(syslog_priority(event.level)));
    add(entry, "SYSLOG_IDENTIFIER", "netbird-idp-sync");
    add(entry, "IDPSYNC_EVENT", to_string(event.name));
    if (event.provider)
        add(entry, "IDPSYNC_PROVIDER", event.provider->str());
    for (const auto& [name, value] : event.fields)
        add(entry, journal_name(name), escaped(value));
    return entry;
}

} // namespace idpsync::service
