#pragma once

// JWT group sync: three settings of NetBird's account, which decide whether the groups of a login's token are
// taken over, and who may log in at all.

#include "core/enumerators.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

/// `groups`, the claim that NetBird's embedded identity provider passes on. Seen in real logins: whatever
/// else a provider sends never reaches NetBird.
inline constexpr std::string_view passed_on_claim = "groups";

/// Names of groups in a set's order: sorted, each once.
using GroupNames = std::vector<std::string>;

GroupNames group_names(std::vector<std::string> names);

BOOST_DEFINE_ENUM_CLASS(GroupSyncField, enabled, claim, allowed_groups)

/// The settings as NetBird has them, or shall have them.
struct GroupSettings
{
    bool enabled = false;
    std::string claim;         ///< of the token; empty until somebody sets one
    GroupNames allowed_groups; ///< who is in none of them is turned away; empty: everybody may log in

    bool operator==(const GroupSettings&) const = default;
};

/// One of the settings as a text: "true", the claim, the groups separated by commas. Not escaped.
std::string text_of(GroupSyncField field, const GroupSettings& settings);

/// The settings in which the two differ, in the order of GroupSyncField.
std::vector<GroupSyncField> differences(const GroupSettings& left, const GroupSettings& right);

/// What `group_sync:` says.
struct GroupSyncDeclaration
{
    bool enabled = true;
    std::optional<std::string> claim; ///< nothing, only when it is not enabled: NetBird keeps the one it has
    std::optional<GroupNames> allowed_groups; ///< nothing: NetBird keeps its own

    /// The settings it asks for where NetBird has `present`.
    [[nodiscard]] GroupSettings over(const GroupSettings& present) const;

    bool operator==(const GroupSyncDeclaration&) const = default;
};

} // namespace idpsync
