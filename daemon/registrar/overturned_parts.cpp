#include "registrar/overturned_parts.hpp"

#include <algorithm>

namespace idpsync::registrar {

void count_same_parts(LedgerClient& known, const std::vector<ClientChange>& changes)
{
    auto& parts = known.overturned_parts;
    std::erase_if(parts, [&](const std::string& part) {
        return std::ranges::find(changes, part, &ClientChange::part) == changes.end();
    });
    if (known.overturned_writes > 1 && parts.empty())
        known.overturned_writes = 1;
    if (known.overturned_writes > 1)
        return;
    parts.clear();
    if (known.overturned_writes == 1)
        for (const auto& change : changes)
            parts.push_back(change.part);
}

} // namespace idpsync::registrar
