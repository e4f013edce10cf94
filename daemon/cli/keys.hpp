#pragma once

// Provider keys named on the command line.

#include "core/desired.hpp"
#include "core/ledger.hpp"

#include <set>
#include <string>
#include <vector>

namespace idpsync::cli {

/// The keys that `words` name. Each must be declared, or known to the ledger from before (one that is about
/// to be pruned). Error (rejected): names the unknown word and the nearest key.
Result<std::set<ProviderKey>> named_keys(const std::vector<std::string>& words, const DesiredState& desired,
                                         const Ledger& ledger);

} // namespace idpsync::cli
