#include "service/history.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "service/history_line.hpp"

#include <algorithm>
#include <set>

namespace idpsync::service {
namespace {

using Outcome = reconcile::ProviderResult::Outcome;

constexpr std::size_t longest_file = 256U << 10U;
/// Beyond what this program leaves there: somebody else wrote into it.
constexpr std::uint64_t readable_size = 4U << 20U;

std::vector<std::string> fields_of(const PlanItem& item)
{
    std::vector<std::string> fields;
    fields.reserve(item.changes.size() + 1);
    for (const auto& change : item.changes)
        fields.emplace_back(to_string(change.field));
    if (item.secret == SecretFate::written)
        fields.emplace_back("client_secret");
    return fields;
}

Authors authors_of_change(Cause cause, const PlanItem* item, const PassOrigin& origin)
{
    if (cause == Cause::drift)
        return item == nullptr ? Authors() : authors_behind(*item);
    return {.by = origin.who, .at = {}, .others = {}};
}

std::optional<HistoryEntry> client_change(const PlanItem& item, const reconcile::ProviderResult* result,
                                          const PassOrigin& origin)
{
    const bool written =
        result != nullptr && result->client &&
        (result->client->outcome == Outcome::created || result->client->outcome == Outcome::updated ||
         result->client->outcome == Outcome::deleted);
    if (!written)
        return std::nullopt;
    const auto cause = !item.client->drift.empty() ? Cause::drift
                       : origin.command            ? Cause::command
                                                   : Cause::file;
    HistoryEntry entry{.provider = item.key,
                       .when = {},
                       .what = std::string(to_string(result->client->outcome)),
                       .cause = cause,
                       .fields = {},
                       .id = std::nullopt,
                       .client = true,
                       .authors = authors_of_change(cause, nullptr, origin),
                       .config_hash = {}};
    if (result->client->outcome == Outcome::updated)
        for (const auto& change : item.client->changes)
            entry.fields.push_back(change.part);
    return entry;
}

std::optional<HistoryEntry> settings_change(const reconcile::Report& report, const PassOrigin& origin)
{
    const auto& item = report.plan.group_sync;
    if (!item || !report.group_sync || report.group_sync->outcome != Outcome::updated)
        return std::nullopt;
    const auto cause = item->reason == Reason::drifted ? Cause::drift
                       : origin.command                ? Cause::command
                                                       : Cause::file;
    HistoryEntry entry{.provider = std::nullopt,
                       .when = {},
                       .what = std::string(to_string(Outcome::updated)),
                       .cause = cause,
                       .fields = {},
                       .id = std::nullopt,
                       .authors = authors_of_change(cause, nullptr, origin),
                       .config_hash = {}};
    for (const auto field : item->changes)
        entry.fields.emplace_back(to_string(field));
    return entry;
}

} // namespace

std::vector<HistoryEntry> changes_of(const reconcile::Report& report, const PassOrigin& origin,
                                     const FilesInForce& files, WallTime now)
{
    std::vector<HistoryEntry> changes;
    for (const auto& [key, id] : report.settled)
        if (auto change = settled_change(report, key, now))
            changes.push_back({.provider = key,
                               .when = now,
                               .what = std::move(change->what),
                               .cause = change->cause,
                               .fields = {},
                               .id = id,
                               .authors = {},
                               .config_hash = {}});
    for (const auto& [item, result] : report.items())
        if (result != nullptr && item.renamed_from && item.entry)
            changes.push_back({.provider = item.key,
                               .when = now,
                               .what = "renamed",
                               .cause = Cause::file,
                               .renamed_from = item.renamed_from,
                               .fields = {},
                               .id = item.entry->id,
                               .authors = {},
                               .config_hash = {}});
    for (const auto& [item, result] : report.items())
        if (auto change = client_change(item, result, origin))
            changes.push_back(std::move(*change));
    for (auto& status : statuses_after({}, report, origin, now))
    {
        if (!status.change || status.change == settled_change(report, status.key, now))
            continue;
        const auto* item = report.plan.find(status.key);
        changes.push_back({.provider = status.key,
                           .when = now,
                           .what = std::move(status.change->what),
                           .cause = status.change->cause,
                           .fields = {},
                           .id = std::move(status.id),
                           .authors = authors_of_change(status.change->cause, item, origin),
                           .config_hash = {}});
        if (item != nullptr && item->action == Action::update)
            changes.back().fields = fields_of(*item);
    }
    if (auto settings = settings_change(report, origin))
        changes.push_back(std::move(*settings));
    for (auto& change : changes)
    {
        change.when = now;
        change.config_hash = files.hash;
        change.config_revision = files.revision;
    }
    return changes;
}

std::vector<HistoryEntry> history_of(const std::vector<std::string>& subjects,
                                     std::vector<HistoryEntry> entries)
{
    std::set<std::string> wanted(subjects.begin(), subjects.end());
    std::vector<HistoryEntry> found;
    // Backwards: before a rename it went by the other key.
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
    {
        if (!wanted.contains(subject_of(*entry)))
            continue;
        if (entry->renamed_from)
            wanted.insert(entry->renamed_from->str());
        found.push_back(std::move(*entry));
    }
    std::ranges::reverse(found);
    return found;
}

std::vector<HistoryEntry> last_of(std::vector<HistoryEntry> entries, const std::vector<std::string>& subjects,
                                  std::size_t lines)
{
    if (!subjects.empty())
        entries = history_of(subjects, std::move(entries));
    if (entries.size() > lines)
        entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(lines));
    return entries;
}

std::map<ProviderKey, LastChange> last_changes(const std::vector<HistoryEntry>& entries)
{
    std::map<ProviderKey, LastChange> changes;
    for (const auto& entry : entries)
    {
        if (!entry.provider || entry.client)
            continue;
        if (entry.renamed_from)
        {
            if (auto former = changes.extract(*entry.renamed_from))
                changes.insert_or_assign(*entry.provider, std::move(former.mapped()));
            continue;
        }
        changes.insert_or_assign(*entry.provider, LastChange{.when = entry.when,
                                                             .what = entry.what,
                                                             .cause = entry.cause,
                                                             .who = escaped(entry.authors.by)});
    }
    return changes;
}

Event event_of_unsaved_history(const Error& error)
{
    return {EventName::history_unsaved,
            Level::warning,
            std::nullopt,
            {{"error", error.text()},
             {"next", "let the state directory's owner alone own and write its files; what is changed until "
                      "then is missing in `history`"}}};
}

History::History(Files& files, std::string_view directory)
    : files_(files), file_(std::string(directory) + "/history.jsonl")
{}

Result<void> History::add(const std::vector<HistoryEntry>& entries)
{
    if (entries.empty())
        return {};
    auto read = files_.read(file_, readable_size);
    const bool too_large = read.has_error() && read.error().too_large;
    if (read.has_error() && !read.error().missing && !too_large)
        return read.error().error;
    auto text = read.has_value() ? std::move(read->text) : std::string();
    if (too_large || text.size() >= longest_file)
    {
        if (const auto moved = files_.rename(file_, file_ + ".1"); moved.has_error())
            return moved.error();
        text.clear();
    }
    if (!text.empty() && text.back() != '\n')
        text += '\n'; // what is broken off there must not take the next line with it
    for (const auto& entry : entries)
        text += redacted(to_json(entry)) + '\n';
    return files_.replace(file_, text, 0600);
}

Result<History::Kept> History::read()
{
    Kept kept;
    for (const auto& file : {file_ + ".1", file_})
        if (const auto read = read_into(kept, file); read.has_error())
            return read.error();
    return kept;
}

Result<void> History::read_into(Kept& kept, const std::string& file)
{
    const auto content = files_.read(file, readable_size);
    if (content.has_error() && content.error().too_large)
    {
        kept.damaged.push_back({file, 0});
        return {};
    }
    if (content.has_error())
        return content.error().missing ? Result<void>() : Result<void>(content.error().error);
    std::string_view rest = content->text;
    for (std::size_t number = 1; !rest.empty(); ++number)
    {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (auto entry = history_entry_from(line))
            kept.entries.push_back(std::move(*entry));
        else
            kept.damaged.push_back({file, number});
    }
    return {};
}

} // namespace idpsync::service
