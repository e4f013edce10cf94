#include "reconcile/settle.hpp"

#include "core/restart.hpp"

#include <algorithm>

namespace idpsync::reconcile {
namespace {

bool known_to_the_ledger(const Ledger& ledger, const ConnectorId& id)
{
    return std::any_of(ledger.entries.begin(), ledger.entries.end(),
                       [&](const auto& entry) { return entry.second.id == id; });
}

Settlement without_known_ids(Settlement settlement, const Ledger& ledger)
{
    std::erase_if(settlement.ids, [&](const ConnectorId& id) { return known_to_the_ledger(ledger, id); });
    if (settlement.ids.empty())
        settlement.kind = Settlement::Kind::nothing;
    else
        settlement.kind = settlement.ids.size() == 1 ? Settlement::Kind::created : Settlement::Kind::several;
    return settlement;
}

} // namespace

bool has_open_create(const Ledger& ledger)
{
    return std::any_of(ledger.intents.begin(), ledger.intents.end(),
                       [](const Intent& intent) { return intent.verb == Verb::create; });
}

std::vector<SettledCreate> settle_creates(Ledger& ledger, const ObservedState& observed, WallTime now)
{
    std::vector<SettledCreate> settled;
    std::vector<Intent> still_open;
    for (auto& intent : ledger.intents)
    {
        if (intent.verb != Verb::create)
        {
            still_open.push_back(std::move(intent));
            continue;
        }
        // The key has a connector of its own by now; whatever else was made is reported as unmanaged.
        const auto* entry = ledger.find(intent.key);
        if (entry != nullptr && observed.find(entry->id) != nullptr)
            continue;
        settled.push_back({intent.key, without_known_ids(settle_create(intent, observed), ledger)});
        const auto& settlement = settled.back().settlement;
        if (settlement.kind == Settlement::Kind::several)
            still_open.push_back(std::move(intent));
        else if (settlement.kind == Settlement::Kind::created)
            ledger.entries.insert_or_assign(intent.key,
                                            LedgerEntry{.id = settlement.ids.front(),
                                                        .origin = Origin::created,
                                                        .written = intent.values,
                                                        .secret = intent.secret,
                                                        .written_at = now,
                                                        .login = login_of_new(intent.values, intent.secret)});
    }
    ledger.intents = std::move(still_open);
    return settled;
}

} // namespace idpsync::reconcile
