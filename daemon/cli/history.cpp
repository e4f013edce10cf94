#include "cli/history.hpp"

#include "cli/prepare.hpp"
#include "cli/render/render_history.hpp"
#include "cli/which_daemon.hpp"
#include "core/text.hpp"
#include "service/history_line.hpp"
#include "service/system/posix_files.hpp"

namespace idpsync::cli {
namespace {

using service::History;

/// Of the daemon, for whoever may not read its files.
Result<History::Kept> ask_the_daemon(const HistoryOptions& options, const Console& console)
{
    const auto line = answer_of_daemon(
        options.common, console,
        service::control::HistoryRequest{.keys = options.keys, .lines = options.lines}, answer_time);
    if (line.has_error())
        return line.error();
    return service::control::decode_history_answer(*line);
}

Result<History::Kept> read_files(const HistoryOptions& options, const Console& console)
{
    service::PosixFiles files;
    auto kept = History(files, state_directory_from(options.common, console.environment())).read();
    if (kept.has_value())
        kept->entries = service::last_of(std::move(kept->entries), options.keys, options.lines);
    return kept;
}

/// Error: why neither the files nor a daemon can be read, and what works instead.
Result<History::Kept> kept_history(const HistoryOptions& options, const Console& console)
{
    const auto refusal = refusal_for_this_user(options.common, "history", console.environment());
    if (!refusal)
        return read_files(options, console);
    auto answered = ask_the_daemon(options, console);
    if (answered.has_error())
        return Error{refusal->kind, refusal->text() + "; the daemon, asked instead, gave no history: " +
                                        answered.error().text()};
    return answered;
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
    const auto kept = kept_history(options, console);
    if (kept.has_error())
        return report_error(kept.error(), console);
    for (const auto& [file, line] : kept->damaged)
        console.warning(line == 0
                            ? escaped(file) + ": is too large for a history, skipped"
                            : escaped(file) + ':' + std::to_string(line) + ": is not a change, skipped");
    if (options.common.json)
        console.print_json(service::history_document(*kept));
    else if (kept->entries.empty() && options.lines != 0)
        console.print(nothing_yet(options));
    else
        console.print(render_history(kept->entries, console.colours_output()));
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
