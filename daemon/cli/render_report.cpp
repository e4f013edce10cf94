#include "cli/render_report.hpp"

#include "cli/paint.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>

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

std::string_view next_step(Outcome outcome)
{
    switch (outcome)
    {
    case Outcome::unknown:
        return "next: `netbird-idp-sync apply` again: it looks first whether the write was carried out";
    case Outcome::held: return "next: mend what failed, then `netbird-idp-sync apply` again";
    default: return "";
    }
}

std::string detail_of(const ProviderResult& result)
{
    if (result.error)
        return result.error->message;
    return result.id ? "id=" + escaped(result.id->value) : std::string();
}

std::string result_line(const ProviderResult& result, std::size_t outcome_column, std::size_t key_column,
                        const Painter& paint)
{
    const auto detail = detail_of(result);
    auto line = paint(colour_of(result.outcome), padded(words_for(result.outcome), outcome_column)) + "  ";
    line += detail.empty() ? result.key.str() : padded(result.key.str(), key_column) + "  " + detail;
    line += '\n';
    if (const auto next = next_step(result.outcome); !next.empty())
        line += std::string(outcome_column + key_column + 4, ' ') + std::string(next) + '\n';
    return line;
}

std::string result_lines(const reconcile::Report& report, const Painter& paint)
{
    std::size_t outcome_column = 0;
    std::size_t key_column = 0;
    for (const auto& result : report.results)
        if (result.outcome != Outcome::untouched)
        {
            outcome_column = std::max(outcome_column, words_for(result.outcome).size());
            key_column = std::max(key_column, result.key.str().size());
        }
    std::string out;
    for (const auto& result : report.results)
        if (result.outcome != Outcome::untouched)
            out += result_line(result, outcome_column, key_column, paint);
    return out.empty() ? out : out + '\n';
}

std::string counts_text(const std::vector<ProviderResult>& results)
{
    std::string out;
    for (const auto outcome : {Outcome::created, Outcome::updated, Outcome::deleted, Outcome::failed,
                               Outcome::unknown, Outcome::not_converging, Outcome::held})
    {
        const auto number = std::count_if(results.begin(), results.end(), [&](const ProviderResult& result) {
            return result.outcome == outcome;
        });
        if (number != 0)
            out += (out.empty() ? "" : ", ") + std::to_string(number) + ' ' + std::string(words_for(outcome));
    }
    return out.empty() ? "nothing was to be written" : out;
}

std::string summary(const std::vector<ProviderResult>& results)
{
    std::string missing;
    std::size_t in_sync = 0;
    for (const auto& result : results)
    {
        if (result.in_sync)
            ++in_sync;
        else
            missing += (missing.empty() ? "" : ", ") + result.key.str();
    }
    auto out = "Applied: " + counts_text(results) + "; " + std::to_string(in_sync) + " of " +
               std::to_string(results.size()) + " in sync.";
    if (!missing.empty())
        out += " Not in sync: " + missing + '.';
    return out + '\n';
}

} // namespace

std::string render_report(const reconcile::Report& report, bool colour)
{
    const Painter paint(colour);
    std::string out = result_lines(report, paint);
    for (const auto& one : report.duplicates)
        out += paint(Colour::red, "duplicate") + "  " + one.key.str() + "  connector " +
               quoted(one.other.value) + " appeared beside " + quoted(one.ours.value) +
               " with the same issuer and client_id; delete it, or declare it with its own `id`\n";
    if (report.confirmation_failed)
        out += paint(Colour::red, "not confirmed") + "  " + report.confirmation_failed->message + '\n';
    return out + summary(report.results);
}

} // namespace idpsync::cli
