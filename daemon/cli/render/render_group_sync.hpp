#pragma once

// The account's settings of group sync in a plan, as a person reads them.

#include "cli/render/paint.hpp"
#include "core/plan.hpp"

#include <string>
#include <string_view>

namespace idpsync::cli {

/// Width of the column that says what happens to an item.
inline constexpr std::size_t action_column = 8;

/// The block of lines about them, with an empty line behind it; nothing when there is nothing to say and not
/// `verbose`.
std::string render_group_sync(const GroupSyncItem& item, bool verbose, const Painter& paint);

/// "as declared", "to update", "refused" …
std::string_view group_sync_standing(const GroupSyncItem& item);

} // namespace idpsync::cli
