#include "cli/render/render_client.hpp"

#include "cli/render/plan_words.hpp"
#include "cli/render/render_group_sync.hpp"
#include "core/reason_words.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

constexpr std::size_t longest_shown = 200;

std::string change_text(const ClientChange& change, std::size_t column, const Painter& paint)
{
    const auto wanted = paint(Colour::green, escaped(change.wanted));
    const auto seen = escaped(change.seen.substr(0, longest_shown));
    return "      " + padded(change.part, column) + "  " +
           (seen.empty() ? wanted : paint(Colour::red, seen) + " → " + wanted) + '\n';
}

} // namespace

std::string render_client(const ClientItem& item, bool brief, const Painter& paint)
{
    const auto sign = sign_of(item.action);
    const auto head = std::string(sign.text) + " at " + item.product + "  " +
                      padded(action_word(item.action), action_column);
    auto out = "    " + paint(item.selected || item.in_sync() ? sign.colour : Colour::faint, head) + "  " +
               (item.why.empty() ? std::string(words_for(item.reason)) : item.why) +
               (item.selected || item.in_sync() ? "" : "; not named, left alone") + '\n';
    if (!item.selected || (brief && !item.troubled()))
        return out;
    std::size_t column = 0;
    for (const auto& change : item.changes)
        column = std::max(column, change.part.size());
    for (const auto& change : item.changes)
        out += change_text(change, column, paint);
    if (!item.next.empty())
        out += "      " + paint(Colour::bold, "next: ") + item.next + '\n';
    for (const auto& hint : item.hints)
        out += "      " + paint(Colour::faint, "hint: ") + hint + '\n';
    return out;
}

} // namespace idpsync::cli
