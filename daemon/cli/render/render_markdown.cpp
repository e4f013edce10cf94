#include "cli/render/render_markdown.hpp"

#include "cli/render/markdown_text.hpp"
#include "cli/render/plan_summary.hpp"
#include "cli/render/plan_words.hpp"
#include "core/prune.hpp"
#include "core/reason_words.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace idpsync::cli {
namespace {

constexpr std::size_t room_for_the_table = 45'000; ///< with what stands above it
constexpr std::size_t room_for_the_summary = 8'000;
constexpr std::size_t room_for_what_was_cut = 200;
constexpr std::size_t longest_url = 200;

/// One thing that changes, or that needs a decision; `why` and `next` are escaped for a terminal.
struct TableRow
{
    std::string what;
    std::string_view word;
    std::string why;
    std::string next;
    bool stops = false; ///< nothing is written for it until the operator decides
};

TableRow row_of_connector(const PlanItem& item)
{
    return {.what = item.key.str(),
            .word = left_alone(item) ? "left alone" : action_word(item),
            .why = reason_words(item),
            .next = left_alone(item) ? std::string() : item.next,
            .stops = item.troubled() || item.login_refused.has_value()};
}

TableRow row_of_decision(std::string what, const Decision& decision, bool alone)
{
    return {.what = std::move(what),
            .word = alone ? "left alone" : action_word(decision.action),
            .why = decision.why.empty() ? std::string(words_for(decision.reason)) : decision.why,
            .next = alone ? std::string() : decision.next,
            .stops = !alone && decision.troubled()};
}

void add_rows_of_item(std::vector<TableRow>& rows, const PlanItem& item)
{
    if (says_something(item))
        rows.push_back(row_of_connector(item));
    if (!item.client || !says_something(*item.client) || (!item.selected && !item.client->troubled()))
        return;
    const bool alone = !item.client->selected && !item.client->in_sync();
    rows.push_back(row_of_decision(item.key.str() + " at " + item.client->product, *item.client, alone));
}

std::vector<TableRow> rows_of_plan(const Plan& plan)
{
    std::vector<TableRow> rows;
    for (const auto& item : plan.items)
        add_rows_of_item(rows, as_planned(item));
    if (plan.group_sync && plan.group_sync->selected)
        if (const auto settings = as_planned(*plan.group_sync);
            !settings.in_sync() || settings.reason != Reason::in_sync || !settings.hints.empty())
            rows.push_back(row_of_decision("group_sync", settings, false));
    for (const auto& one : plan.unmanaged)
        if (one.omitted)
        {
            auto words = words_for_omitted(one);
            rows.push_back(
                {one.omitted->str(), "no longer managed", std::move(words.why), std::move(words.next)});
        }
    return rows;
}

std::string line_of_table(const TableRow& row)
{
    const std::string bold = row.stops ? "**" : "";
    return "| " + markdown_escaped(row.what) + " | " + bold + std::string(row.word) + bold + " | " +
           markdown_escaped(row.why) +
           (row.next.empty() ? std::string() : "<br>**next:** " + markdown_escaped(row.next)) + " |\n";
}

std::string cut_text(std::size_t count, std::string_view what)
{
    return std::to_string(count) + " more " + std::string(what) + (count == 1 ? " is" : "s are") +
           " left out: this comment may have 60,000 characters. `plan` without --format shows all.";
}

/// As many rows as there is room for, those that stop something first.
std::string table_of_rows(const std::vector<TableRow>& rows, std::size_t room)
{
    std::string out = "| provider | what | why |\n|---|---|---|\n";
    std::size_t left_out = 0;
    const auto add = [&](const TableRow& row) {
        const auto fits = [&](std::size_t more) { return out.size() + more + room_for_what_was_cut <= room; };
        // Escaping makes nothing shorter.
        const auto line = fits(row.why.size() + row.next.size()) ? line_of_table(row) : std::string();
        if (line.empty() || !fits(line.size()))
            ++left_out;
        else
            out += line;
    };
    for (const bool stops : {true, false})
        for (const auto& row : rows)
            if (row.stops == stops)
                add(row);
    if (left_out != 0)
        out += "\n**" + cut_text(left_out, "row") + "**\n";
    return out + '\n';
}

/// As many of the lines as there is room for, folded.
std::string folded_details(std::string_view text, std::size_t room)
{
    constexpr std::string_view begin = "<details><summary>Details</summary>\n\n<pre>\n";
    constexpr std::string_view end = "</pre>\n\n</details>\n";
    // Escaping makes nothing shorter: what goes beyond the room as it is need not be escaped.
    const auto whole_lines = text.size() <= room ? text.size() : text.rfind('\n', room) + 1;
    const auto lines = preformatted(text.substr(0, whole_lines));
    const auto others = begin.size() + end.size() + room_for_what_was_cut;
    auto kept = lines.size();
    if (lines.size() + others > room)
    {
        const auto last = room > others ? lines.rfind('\n', room - others) : std::string::npos;
        kept = last == std::string::npos ? 0 : last + 1;
    }
    const auto left_out =
        static_cast<std::size_t>(std::ranges::count(std::string_view(lines).substr(kept), '\n') +
                                 std::ranges::count(text.substr(whole_lines), '\n'));
    return std::string(begin) + lines.substr(0, kept) +
           (left_out == 0 ? std::string() : "… " + cut_text(left_out, "line") + '\n') + std::string(end);
}

/// The first line. It is made of words and keys, and of nothing from outside.
std::string first_line(const Plan& plan)
{
    auto line = plan_summary(plan);
    if (line.size() > room_for_the_summary)
        line = line.substr(0, room_for_the_summary) + "…\n";
    return line + '\n';
}

/// What holds for the whole plan: paragraphs.
std::string what_holds_for_all(const Plan& plan, const RenderOptions& options, const std::string& not_checked)
{
    auto out = "NetBird " + markdown_escaped(excerpt(options.management_url, longest_url)) +
               (options.mode == Mode::observe ? " (mode: observe, nothing is written)\n\n" : "\n\n");
    for (const auto& words : {not_checked, memory_words(plan.memory, options.ledger, options.commands)})
        if (!words.empty())
            out += "**" + markdown_escaped(words) + "**\n\n";
    if (const auto* held = held_by_limit(plan))
        out +=
            "**" + markdown_escaped(held->why) + "**<br>**next:** " + markdown_escaped(held->next) + "\n\n";
    if (options.restart_needed)
        out += "NetBird needs a restart for what was written before: see the details.\n\n";
    return out;
}

std::size_t room_left(std::size_t room, std::size_t used)
{
    return room > used ? room - used : 0;
}

} // namespace

std::string render_markdown(const Plan& plan, const RenderOptions& options, const std::string& not_checked)
{
    auto out = first_line(plan) + what_holds_for_all(plan, options, not_checked);
    const auto rows = rows_of_plan(plan);
    if (!rows.empty())
        out += table_of_rows(rows, room_left(room_for_the_table, out.size()));
    if (rows.empty() && !options.verbose && !options.restart_needed)
        return out;
    auto as_text = options;
    as_text.colour = false;
    return out + folded_details(render_plan(plan, as_text), room_left(largest_comment, out.size()));
}

} // namespace idpsync::cli
