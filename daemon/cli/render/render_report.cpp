#include "cli/render/render_report.hpp"

#include "cli/render/paint.hpp"
#include "cli/render/plan_words.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace idpsync::cli {
namespace {

using reconcile::ProviderResult;
using Outcome = reconcile::ProviderResult::Outcome;

std::string_view words_for(Outcome outcome)
{
    switch (outcome)
    {
    case Outcome::untouched: return "untouched";
    case Outcome::created: return "created";
    case Outcome::updated: return "updated";
    case Outcome::deleted: return "deleted";
    case Outcome::failed: return "failed";
    case Outcome::unknown: return "unknown";
    case Outcome::not_converging: return "not converging";
    case Outcome::held: return "held back";
    }
    return "";
}

Colour colour_of(Outcome outcome)
{
    switch (outcome)
    {
    case Outcome::created:
    case Outcome::updated:
    case Outcome::deleted: return Colour::green;
    case Outcome::untouched: return Colour::plain;
    case Outcome::held: return Colour::yellow;
    case Outcome::failed:
    case Outcome::unknown:
    case Outcome::not_converging: break;
    }
    return Colour::red;
}

std::string next_step(Outcome outcome, const NextCommand& commands)
{
    switch (outcome)
    {
    case Outcome::unknown:
        return "next: run " + commands.pass() + " again: it checks first whether the write was carried out";
    case Outcome::held: return "next: fix what failed, then run " + commands.pass() + " again";
    default: return "";
    }
}

bool went_well(Outcome outcome)
{
    return outcome == Outcome::created || outcome == Outcome::updated || outcome == Outcome::deleted;
}

/// One provider, or the account's settings.
struct Line
{
    Outcome outcome;
    std::string name;
    std::string detail;
    bool in_sync = false;
    bool counted = false; ///< a provider that is declared, and that the command was about
    bool named = true;    ///< the command was about it
    bool of_former_secret = false;
};

std::string detail_of(const ProviderResult& result)
{
    if (result.error)
        return result.error->text();
    return result.id ? "id=" + escaped(result.id->value) : std::string();
}

/// Whether it is as declared is said of its provider.
Line line_of(const ClientItem& item, const reconcile::ClientResult& result)
{
    return {.outcome = result.outcome,
            .name = item.key.str() + " at " + item.product,
            .detail = result.error ? result.error->text() : "client_id=" + escaped(item.client_id),
            .in_sync = true};
}

/// Of the secret before the one that logins use now.
Line line_of(const ClientItem& item, const reconcile::SecretRemoval& removal)
{
    return {.outcome = removal.error ? Outcome::failed : Outcome::deleted,
            .name = item.key.str() + " at " + item.product,
            .detail = removal.error ? "its old client_secret could not be removed: " + removal.error->text() +
                                          "; the next pass tries again"
                                    : "its old client_secret, which logins do not use any more",
            .in_sync = true,
            .of_former_secret = true};
}

std::vector<Line> lines_of(const reconcile::Report& report)
{
    std::vector<Line> lines;
    lines.reserve(report.results.size() + 1);
    for (const auto& result : report.results)
    {
        const auto* item = report.plan.find(result.key);
        const bool named = item == nullptr || item->selected;
        if (item != nullptr && item->client && result.client)
            lines.push_back(line_of(*item->client, *result.client));
        if (item != nullptr && item->client && result.secret_removal)
            lines.push_back(line_of(*item->client, *result.secret_removal));
        lines.push_back({.outcome = result.outcome,
                         .name = result.key.str(),
                         .detail = detail_of(result),
                         .in_sync = item == nullptr ? result.in_sync : result.as_declared(*item),
                         .counted = named && (item == nullptr || item->declared),
                         .named = named});
    }
    if (const auto& settings = report.group_sync)
        lines.push_back({.outcome = settings->outcome,
                         .name = "group_sync",
                         .detail = settings->error ? settings->error->text() : std::string(),
                         .in_sync = settings->in_sync});
    return lines;
}

std::string line_text(const Line& line, std::size_t outcome_column, std::size_t name_column,
                      const Painter& paint, const NextCommand& commands)
{
    auto text = paint(colour_of(line.outcome), padded(words_for(line.outcome), outcome_column)) + "  ";
    text +=
        line.detail.empty() ? std::string(line.name) : padded(line.name, name_column) + "  " + line.detail;
    text += '\n';
    if (const auto next = next_step(line.outcome, commands); !next.empty())
        text += std::string(outcome_column + name_column + 4, ' ') + next + '\n';
    return text;
}

std::string lines_text(const std::vector<Line>& lines, const Painter& paint, const NextCommand& commands)
{
    std::size_t outcome_column = 0;
    std::size_t name_column = 0;
    for (const auto& line : lines)
        if (line.outcome != Outcome::untouched)
        {
            outcome_column = std::max(outcome_column, words_for(line.outcome).size());
            name_column = std::max(name_column, line.name.size());
        }
    std::string out;
    for (const auto& line : lines)
        if (line.outcome != Outcome::untouched)
            out += line_text(line, outcome_column, name_column, paint, commands);
    return out.empty() ? out : out + '\n';
}

std::string counts_text(const std::vector<Line>& lines)
{
    std::string out;
    for (const auto outcome : {Outcome::created, Outcome::updated, Outcome::deleted, Outcome::failed,
                               Outcome::unknown, Outcome::not_converging, Outcome::held})
    {
        const auto number = std::count_if(lines.begin(), lines.end(), [&](const Line& line) {
            return line.outcome == outcome && !line.of_former_secret;
        });
        if (number != 0)
            append_part(out, std::to_string(number) + ' ' + std::string(words_for(outcome)));
    }
    const auto secrets = std::ranges::count_if(
        lines, [](const Line& line) { return line.of_former_secret && line.outcome == Outcome::deleted; });
    if (secrets != 0)
        append_part(out,
                    std::to_string(secrets) + (secrets == 1 ? " old secret" : " old secrets") + " removed");
    return out.empty() ? "nothing to write" : out;
}

std::string names_not_in_sync(const std::vector<Line>& lines, bool named)
{
    std::string out;
    for (const auto& line : lines)
        if (!line.in_sync && line.named == named)
            append_part(out, line.name);
    return out;
}

/// " Unverified: corp. Logins broken: sso." of what is in sync, or nothing.
std::string remarks_of(const reconcile::Report& report)
{
    std::set<ProviderKey> missing;
    for (const auto& result : report.results)
        if (!result.in_sync)
            missing.insert(result.key);
    const auto there = [&](const PlanItem& item) { return !missing.contains(item.key); };
    const auto unverified =
        names_of(report.plan, [&](const PlanItem& item) { return there(item) && item.unverified(); });
    const auto broken = names_of(
        report.plan, [&](const PlanItem& item) { return there(item) && item.login_refused.has_value(); });
    return (unverified.empty() ? "" : " Unverified: " + unverified + '.') +
           (broken.empty() ? "" : " Logins broken: " + broken + '.');
}

/// What a write in this pass left: a plan said the rest.
std::string broken_logins_text(const reconcile::Report& report, const Painter& paint)
{
    std::string out;
    for (const auto& result : report.results)
    {
        const auto* item = report.plan.find(result.key);
        if (item == nullptr || !went_well(result.outcome) || !item->login_refused)
            continue;
        out += paint(Colour::red, "logins broken") + "  " + item->key.str() + "  " +
               item->login_refused->evidence + "\n    next: " + item->login_refused->next + '\n';
    }
    return out;
}

/// What its provider, asked once the client was written, does not let through.
std::string stopped_behind_clients(const reconcile::Report& report, const Painter& paint)
{
    std::string out;
    for (const auto& [item, result] : report.items())
        if (result != nullptr && result->client && item.troubled())
            out += paint(Colour::red, action_word(item)) + "  " + item.key.str() + "  " + reason_words(item) +
                   (item.next.empty() ? std::string() : "\n    next: " + item.next) + '\n';
    return out;
}

std::string_view standing(const reconcile::Report& report)
{
    if (report.plan.group_sync && left_alone(*report.plan.group_sync))
        return "left alone";
    return report.group_sync->in_sync ? "in sync" : "not in sync";
}

std::string summary(const reconcile::Report& report, std::vector<Line> lines)
{
    const auto written = counts_text(lines);
    if (report.plan.group_sync && left_alone(*report.plan.group_sync))
        std::erase_if(lines, [](const Line& line) { return line.name == "group_sync"; });
    const auto declared = std::ranges::count_if(lines, &Line::counted);
    const auto in_sync =
        std::ranges::count_if(lines, [](const Line& line) { return line.counted && line.in_sync; });
    auto out = "Applied: " + written + "; " + std::to_string(in_sync) + " of " + std::to_string(declared) +
               (declared == 1 ? " provider" : " providers") + " in sync";
    if (report.group_sync)
        out += "; group sync " + std::string(standing(report));
    out += '.';
    if (const auto missing = names_not_in_sync(lines, true); !missing.empty())
        out += " Not in sync: " + missing + '.';
    if (const auto others = names_not_in_sync(lines, false); !others.empty())
        out += " Not named and not in sync: " + others + '.';
    return out + remarks_of(report) + '\n';
}

} // namespace

std::string render_report(const reconcile::Report& report, bool colour, const NextCommand& commands,
                          bool brief)
{
    const Painter paint(colour);
    const auto lines = lines_of(report);
    auto shown = lines;
    if (brief)
        std::erase_if(shown, [](const Line& line) { return went_well(line.outcome); });
    std::string out = lines_text(shown, paint, commands) + stopped_behind_clients(report, paint);
    for (const auto& one : report.duplicates)
        out += paint(Colour::red, "duplicate") + "  " + one.key.str() + "  connector " +
               quoted(one.other.value) + " appeared beside " + quoted(one.ours.value) +
               " with the same issuer and client_id; delete it, or declare it with its own `id`\n";
    if (report.confirmation_failed)
        out += paint(Colour::red, "not confirmed") + "  " + report.confirmation_failed->text() + '\n';
    if (report.restart_needed)
        out += restart_text(*report.restart_needed, paint, commands);
    return out + broken_logins_text(report, paint) + summary(report, lines);
}

} // namespace idpsync::cli
