#include "cli/history.hpp"

#include "cli/prepare.hpp"
#include "cli/render/render_history.hpp"
#include "core/text.hpp"
#include "service/history_line.hpp"
#include "service/plan_json.hpp"
#include "service/system/posix_files.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace idpsync::cli {
namespace {

namespace json = boost::json;
using service::History;
using service::HistoryEntry;

constexpr int document_version = 1;

/// The last `lines` of those about `keys`.
std::vector<HistoryEntry> chosen(std::vector<HistoryEntry> entries, const HistoryOptions& options)
{
    if (!options.keys.empty())
        entries = service::history_of(options.keys, std::move(entries));
    if (entries.size() > options.lines)
        entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(options.lines));
    return entries;
}

json::object document_of(const std::vector<HistoryEntry>& entries,
                         const std::vector<History::Damage>& damaged)
{
    json::array changes;
    for (const auto& entry : entries)
        changes.emplace_back(service::history_object(entry));
    json::array lines;
    for (const auto& one : damaged)
        lines.push_back(json::object{{"file", service::json_text(one.file)}, {"line", one.line}});
    return {{"version", document_version}, {"changes", std::move(changes)}, {"damaged", std::move(lines)}};
}

std::string nothing_yet(const HistoryOptions& options)
{
    std::string keys;
    for (const auto& key : options.keys)
        keys += (keys.empty() ? " of " : ", ") + quoted(key);
    return "nothing" + keys + " was changed yet\n";
}

} // namespace

ExitCode history(const HistoryOptions& options, Console& console)
{
    if (const auto refusal = refusal_for_this_user(options.common, "history", console.environment()))
        return report_error(*refusal, console);
    service::PosixFiles files;
    auto kept = History(files, state_directory_from(options.common, console.environment())).read();
    if (kept.has_error())
        return report_error(kept.error(), console);
    for (const auto& [file, line] : kept->damaged)
        console.warning(line == 0
                            ? escaped(file) + ": is too large for a history, passed over"
                            : escaped(file) + ':' + std::to_string(line) + ": is no change, passed over");
    const auto entries = chosen(std::move(kept->entries), options);
    if (options.common.json)
        console.print_json(document_of(entries, kept->damaged));
    else if (entries.empty() && options.lines != 0)
        console.print(nothing_yet(options));
    else
        console.print(render_history(entries, console.colours_output()));
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
