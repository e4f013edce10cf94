#include "service/history.hpp"

#include "core/text.hpp"
#include "reconcile/timestamp.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace idpsync::service {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_file = 256U << 10U;
/// Beyond what this program leaves there: somebody else wrote into it.
constexpr std::uint64_t readable_size = 4U << 20U;

std::vector<std::string> fields_of(const PlanItem& item)
{
    std::vector<std::string> fields;
    for (const auto& change : item.changes)
        fields.emplace_back(to_string(change.field));
    if (item.secret == SecretFate::written)
        fields.emplace_back("client_secret");
    return fields;
}

} // namespace

std::vector<HistoryEntry> changes_of(const reconcile::Report& report, const PassOrigin& origin,
                                     const std::string& config_hash, WallTime now)
{
    std::vector<HistoryEntry> changes;
    for (auto& status : statuses_after({}, report, origin, now))
    {
        if (!status.change)
            continue;
        HistoryEntry entry{.provider = status.key,
                           .change = std::move(*status.change),
                           .fields = {},
                           .id = std::move(status.id),
                           .config_hash = config_hash};
        const auto* item = report.plan.find(status.key);
        if (item != nullptr && item->action == Action::update)
            entry.fields = fields_of(*item);
        changes.push_back(std::move(entry));
    }
    return changes;
}

std::string to_json(const HistoryEntry& entry)
{
    json::object line{{"time", reconcile::format_timestamp(entry.change.when)},
                      {"provider", entry.provider.str()},
                      {"change", entry.change.what},
                      {"cause", std::string(to_string(entry.change.cause))}};
    if (!entry.fields.empty())
        line["fields"] = json::array(entry.fields.begin(), entry.fields.end());
    if (entry.id)
        line["id"] = escaped(entry.id->value);
    if (!entry.change.who.empty())
        line["by"] = entry.change.who;
    if (!entry.config_hash.empty())
        line["config"] = entry.config_hash;
    return visible_json(json::serialize(line));
}

History::History(Files& files, std::string_view directory)
    : files_(files), file_(std::string(directory) + "/history.jsonl")
{}

Result<void> History::add(const std::vector<HistoryEntry>& entries)
{
    if (entries.empty())
        return {};
    auto read = files_.read(file_, readable_size);
    if (read.has_error() && !read.error().missing)
        return read.error().error;
    auto text = read.has_value() ? std::move(read->text) : std::string();
    if (text.size() >= longest_file)
    {
        if (const auto moved = files_.rename(file_, file_ + ".1"); moved.has_error())
            return moved.error();
        text.clear();
    }
    for (const auto& entry : entries)
        text += to_json(entry) + '\n';
    return files_.replace(file_, text, 0600);
}

} // namespace idpsync::service
