#include "cli/render/render_history.hpp"

#include "cli/render/paint.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

using service::Cause;
using service::HistoryEntry;

constexpr std::size_t change_column = std::string_view("created").size();
constexpr std::size_t cause_column = std::string_view("command").size();

Colour colour_of(const std::string& change)
{
    if (change == "created")
        return Colour::green;
    if (change == "updated")
        return Colour::yellow;
    return change == "deleted" ? Colour::red : Colour::plain;
}

std::string authors_text(const HistoryEntry& entry)
{
    const auto& [by, at, others] = entry.authors;
    if (by.empty())
        return {};
    if (entry.cause != Cause::drift)
        return "by " + escaped(by);
    return "after " + escaped(by) + (at.empty() ? "" : " at " + escaped(at)) +
           (others.empty() ? "" : ", also " + escaped(others));
}

/// What stands behind the columns.
std::string details_of(const HistoryEntry& entry)
{
    std::string out;
    const auto add = [&out](const std::string& text, std::string_view between) {
        if (!text.empty())
            out += (out.empty() ? "" : std::string(between)) + text;
    };
    if (entry.client)
        out = "at the provider";
    if (entry.renamed_from)
        out = "from " + entry.renamed_from->str();
    for (const auto& field : entry.fields)
        add(escaped(field), entry.client && &field == &entry.fields.front() ? ": " : ", ");
    add(authors_text(entry), "  ");
    return out;
}

std::string origin_of(const HistoryEntry& entry)
{
    auto out = entry.id ? escaped(entry.id->value) : std::string();
    if (!entry.config_hash.empty())
        append_part(out, ("configuration " + escaped(entry.config_hash)), "  ");
    if (!entry.config_revision.empty())
        append_part(out, "revision " + escaped(service::short_revision(entry.config_revision)),
                    entry.config_hash.empty() ? "  " : ", ");
    return out;
}

} // namespace

std::string render_history(const std::vector<HistoryEntry>& entries, bool colour)
{
    const Painter paint(colour);
    std::size_t key_column = 0;
    for (const auto& entry : entries)
        key_column = std::max(key_column, service::subject_of(entry).size());
    key_column = std::min(key_column, widest_key_column);

    std::string out;
    for (const auto& entry : entries)
    {
        out += format_timestamp(entry.when) + "  " + padded(subject_of(entry), key_column) + "  " +
               paint(colour_of(entry.what), padded(entry.what, change_column)) + "  " +
               padded(to_string(entry.cause), cause_column);
        if (const auto details = details_of(entry); !details.empty())
            out += "  " + details;
        if (const auto origin = origin_of(entry); !origin.empty())
            out += "  " + paint(Colour::faint, origin);
        out += '\n';
    }
    return out;
}

} // namespace idpsync::cli
