#include "core/ledger.hpp"

#include <algorithm>

namespace idpsync {

const LedgerEntry* Ledger::find(const ProviderKey& key) const
{
    const auto found = entries.find(key);
    return found == entries.end() ? nullptr : &found->second;
}

const Intent* Ledger::open_intent(const ProviderKey& key) const
{
    const auto found =
        std::find_if(intents.begin(), intents.end(), [&](const Intent& one) { return one.key == key; });
    return found == intents.end() ? nullptr : &*found;
}

} // namespace idpsync
