#pragma once

#include "core/import.hpp"

#include <vector>

namespace idpsync {

/// Adds what a look at all connectors together shows: two for one client, issuers that are almost the same, a
/// type that the id contradicts.
void add_notes(std::vector<ImportedProvider>& providers);

} // namespace idpsync
