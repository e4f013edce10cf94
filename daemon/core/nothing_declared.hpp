#pragma once

// Files that declare nothing: never a reason to manage nothing (docs/reconciling.md 7).

#include "core/desired.hpp"
#include "core/error.hpp"
#include "core/ledger.hpp"

#include <optional>

namespace idpsync {

/// Why `desired` must not be carried out (bad_config): it declares no provider, and `ledger` knows connectors
/// from before. Nothing: it may.
std::optional<Error> nothing_declared(const DesiredState& desired, const Ledger& ledger);

} // namespace idpsync
