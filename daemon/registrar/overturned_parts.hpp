#pragma once

// Which parts of a client somebody else changes back (docs/reconciling.md 35). Pure.

#include "core/client_item.hpp"

#include <vector>

namespace idpsync::registrar {

/// To follow a change of `known.overturned_writes`: `changes` is what was found changed then. Who changes one
/// part after another works on the client; only a part that goes back and forth is contested.
///
/// | the write that was overturned | of `changes`           | overturned_writes | overturned_parts      |
/// |-------------------------------|------------------------|-------------------|-----------------------|
/// | none                          |                        | 0                 | none                  |
/// | is the first in a row         |                        | 1                 | all                   |
/// | is a later one                | some were so each time | stays             | those                 |
/// | is a later one                | none was               | 1                 | all                   |
void count_same_parts(LedgerClient& known, const std::vector<ClientChange>& changes);

} // namespace idpsync::registrar
