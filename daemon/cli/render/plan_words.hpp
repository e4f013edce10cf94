#pragma once

// What the enumerations of a plan are called in front of a person. Used by render_plan.cpp and
// render_report.cpp.

#include "cli/render/paint.hpp"
#include "core/next_command.hpp"
#include "core/plan.hpp"
#include "core/reason_words.hpp"
#include "core/restart.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::cli {

/// True when something would be done, but the command named other keys.
bool left_alone(const PlanItem& item);

bool left_alone(const GroupSyncItem& item);

/// The item as it would be carried out, but for reconcile.max_changes.
PlanItem as_planned(const PlanItem& item);
GroupSyncItem as_planned(const GroupSyncItem& item);

/// True when there is more to say than that it is as declared, and the command did not leave it out.
bool says_something(const PlanItem& item);     ///< of the connector
bool says_something(const ClientItem& client); ///< whether or not it was named

/// Where the limit on changes holds the plan back: one of those that it holds, whose `why` and `next` speak
/// of all. Else nothing.
const Decision* held_by_limit(const Plan& plan);

/// What it means that earlier writes are not known (rule 32); empty: they are. `ledger`: its file, or empty.
std::string memory_words(Memory memory, const std::string& ledger, const NextCommand& commands);

/// The sign in front of an item, and its colour: see render_plan.hpp.
struct Sign
{
    std::string_view text;
    Colour colour;
};

Sign sign_of(Action action);
Sign sign_of(const PlanItem& item);

/// "create", "refused", "adopt", "in sync" …
std::string_view action_word(const PlanItem& item);
std::string_view action_word(Action action);

/// Why the item is what it is: its own sentence where it has one, else the reason in words. Escaped.
std::string reason_words(const PlanItem& item);

/// "changed by Ada <ada@example.com> at 2026-11-21T10:00:00Z, also by Ben"; empty when nobody is known.
/// Escaped.
std::string authors_words(const std::vector<Drift>& drift);

/// "(unchanged)", "(kept in NetBird)" …; empty when the item has no secret to speak of.
std::string_view secret_words(const PlanItem& item);

/// That NetBird must be restarted, for which providers, and how it is noticed: whole lines.
std::string restart_text(const RestartNeeded& needed, const Painter& paint, const NextCommand& commands);

} // namespace idpsync::cli
