#include "service/history_line.hpp"

#include "core/text.hpp"
#include "service/control/members.hpp"
#include "service/plan_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace idpsync::service {
namespace {

namespace json = boost::json;
using control::Members;
using control::text_or_null;

constexpr std::string_view settings_name = "group_sync";
constexpr std::array<std::string_view, 5> changes{"created", "updated", "deleted", "adopted", "renamed"};

bool says_something(const json::value& value)
{
    const auto* list = value.if_array();
    return !value.is_null() && (list == nullptr || !list->empty());
}

} // namespace

std::string subject_of(const HistoryEntry& entry)
{
    return entry.provider ? entry.provider->str() : std::string(settings_name);
}

json::object history_object(const HistoryEntry& entry)
{
    json::array fields;
    for (const auto& field : entry.fields)
        fields.emplace_back(json_text(field));
    return {
        {"time", control::time_or_null(entry.when)},
        {"provider", entry.provider ? json::value(entry.provider->str()) : json::value()},
        {"setting", entry.provider ? json::value() : json::value(settings_name)},
        {"change", entry.what},
        {"cause", to_string(entry.cause)},
        {"from", entry.renamed_from ? json::value(entry.renamed_from->str()) : json::value()},
        {"fields", std::move(fields)},
        {"id", text_or_null(entry.id ? entry.id->value : std::string())},
        {"by", text_or_null(entry.authors.by)},
        {"at", text_or_null(entry.authors.at)},
        {"others", text_or_null(entry.authors.others)},
        {"config", text_or_null(entry.config_hash)},
    };
}

json::object history_document(const History::Kept& kept)
{
    constexpr int document_version = 1;
    json::array entries;
    for (const auto& entry : kept.entries)
        entries.emplace_back(history_object(entry));
    json::array damaged;
    for (const auto& one : kept.damaged)
        damaged.push_back(json::object{{"file", json_text(one.file)}, {"line", one.line}});
    return {{"version", document_version}, {"changes", std::move(entries)}, {"damaged", std::move(damaged)}};
}

std::string to_json(const HistoryEntry& entry)
{
    json::object line;
    for (const auto& member : history_object(entry))
        if (says_something(member.value()))
            line.insert(member);
    return visible_json(json::serialize(line));
}

std::optional<HistoryEntry> history_entry_from(std::string_view line)
{
    json::error_code failed;
    const auto value = json::parse(line, failed);
    const Members members(value);
    const auto when = members.time("time");
    const auto cause = control::enumerator_of<Cause>(members.text("cause"));
    auto provider = ProviderKey::parse(members.text("provider"));
    auto what = members.text("change");
    const bool has_subject = provider || members.text("setting") == settings_name;
    const bool is_change = std::find(changes.begin(), changes.end(), what) != changes.end();
    if (failed || !when || !cause || !has_subject || !is_change)
        return std::nullopt;
    HistoryEntry entry{.provider = std::move(provider),
                       .when = *when,
                       .what = std::move(what),
                       .cause = *cause,
                       .renamed_from = ProviderKey::parse(members.text("from")),
                       .fields = {},
                       .id = std::nullopt,
                       .authors = {members.text("by"), members.text("at"), members.text("others")},
                       .config_hash = members.text("config")};
    for (const auto& field : members.list("fields"))
        if (field.is_string())
            entry.fields.emplace_back(field.get_string());
    if (auto id = members.text("id"); !id.empty())
        entry.id = ConnectorId{std::move(id)};
    return entry;
}

} // namespace idpsync::service
