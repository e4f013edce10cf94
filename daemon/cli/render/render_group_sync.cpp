#include "cli/render/render_group_sync.hpp"

#include "cli/render/plan_words.hpp"
#include "cli/render/render_plan.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

constexpr std::size_t settings_column = std::string_view("allowed_groups").size();

std::string shown(GroupSyncField field, const GroupSettings& settings)
{
    if (field == GroupSyncField::enabled)
        return settings.enabled ? "true" : "false";
    if (field == GroupSyncField::claim)
        return quoted(settings.claim);
    auto text = joined(settings.allowed_groups, [](const auto& name) { return quoted(name); });
    return text.empty() ? "(everybody)" : text;
}

std::string head(const GroupSyncItem& item, const Painter& paint)
{
    const auto sign = left_alone(item) ? Sign{".", Colour::faint} : sign_of(item.action);
    const auto name =
        std::string(sign.text) + " group_sync  " + padded(action_word(item.action), action_column);
    return paint(sign.colour, name) + "  " +
           (item.why.empty() ? std::string(words_for(item.reason)) : item.why) +
           (left_alone(item) ? "; not named, left alone\n" : "\n");
}

std::string changes(const GroupSyncItem& item, const Painter& paint)
{
    std::string out;
    for (const auto field : item.changes)
        out += "    " + padded(to_string(field), settings_column) + "  " +
               paint(Colour::red, shown(field, *item.seen)) + " → " +
               paint(Colour::green, shown(field, *item.want)) + '\n';
    return out;
}

} // namespace

std::string render_group_sync(const GroupSyncItem& item, bool verbose, const Painter& paint)
{
    const bool quiet = item.action == Action::none && item.reason == Reason::in_sync && item.hints.empty();
    if (!verbose && (!item.selected || (quiet && !item.troubled())))
        return {};
    std::string out = head(item, paint);
    if (left_alone(item))
        return out + '\n';
    if (const auto where = location_text(item.where); item.troubled() && !where.empty())
        out += "    " + padded("declared in", settings_column) + "  " + where + '\n';
    out += changes(item, paint);
    if (!item.next.empty())
        out += "    " + paint(Colour::bold, "next: ") + item.next + '\n';
    for (const auto& hint : item.hints)
        out += "    " + paint(Colour::faint, "hint: ") + hint + '\n';
    return out + '\n';
}

std::string_view group_sync_standing(const GroupSyncItem& item)
{
    if (left_alone(item))
        return "left alone";
    switch (item.action)
    {
    case Action::none: return item.reason == Reason::restored ? "as it was before" : "as declared";
    case Action::update: return "to update";
    case Action::wait: return "waiting";
    case Action::conflict: return "in conflict";
    case Action::refuse: return "refused";
    default: return "blocked";
    }
}

} // namespace idpsync::cli
