#pragma once

// Provider keys named on the command line.

#include "core/desired.hpp"
#include "core/ledger.hpp"

#include <set>
#include <string>
#include <vector>

namespace idpsync::service {

/// What the command line names.
struct Named
{
    std::set<ProviderKey> keys;
    bool group_sync = false; ///< the account's settings, by the name they have in the file
};

/// What `words` name. Each must be declared, or known to the ledger from before (one that is about
/// to be pruned); so must group_sync, which can be no key. Error (rejected): names the unknown word and the
/// nearest key.
Result<Named> named_keys(const std::vector<std::string>& words, const DesiredState& desired,
                         const Ledger& ledger);

/// The keys behind --force-preflight. Errors as above.
Result<std::set<ProviderKey>> forced_keys(const std::vector<std::string>& words, const DesiredState& desired,
                                          const Ledger& ledger);

/// The ledger for those two, read only when there is a word to look for: `plan` of many providers spends a
/// tenth of its time on reading it once.
template <class Read>
Result<Ledger> ledger_for(const std::vector<std::string>& words, const std::vector<std::string>& forced,
                          Read read)
{
    return words.empty() && forced.empty() ? Result<Ledger>(Ledger()) : read();
}

} // namespace idpsync::service
