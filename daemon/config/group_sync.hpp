#pragma once

#include "config/reader.hpp"
#include "core/desired.hpp"

#include <optional>
#include <vector>

namespace idpsync::config {

/// `group_sync` as it stands in the file.
struct GroupSyncSection
{
    DesiredGroupSync desired;
    SourceLocation claim; ///< where that stands; the section itself when it is left out
};

/// Nothing where it is no mapping.
std::optional<GroupSyncSection> read_group_sync(const Value& value);

/// Warns of a claim that never reaches NetBird, with what to change at the providers that are declared.
void check_group_sync(const GroupSyncSection& section, const std::vector<DesiredProvider>& providers,
                      Diagnostics& found);

} // namespace idpsync::config
