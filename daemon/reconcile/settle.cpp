#include "reconcile/settle.hpp"

#include "core/restart.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace idpsync::reconcile {
namespace {

LedgerEntry* entry_of(Ledger& ledger, const ConnectorId& id)
{
    const auto found = std::find_if(ledger.entries.begin(), ledger.entries.end(),
                                    [&](const auto& entry) { return entry.second.id == id; });
    return found == ledger.entries.end() ? nullptr : &found->second;
}

/// One list against the open writes.
class Settling
{
public:
    Settling(Ledger& ledger, const ObservedState& observed, const IsOver& is_over, WallTime now)
        : ledger_(ledger), observed_(observed), is_over_(is_over), now_(now)
    {}

    /// Nothing: it stays open, and nothing is known of it yet.
    std::optional<SettledWrite> settle(const Intent& intent)
    {
        switch (intent.verb)
        {
        case Verb::create: return settle_create(intent);
        case Verb::update: return settle_update(intent);
        case Verb::remove: break;
        }
        return settle_remove(intent);
    }

private:
    std::optional<SettledWrite> settle_create(const Intent& intent)
    {
        auto ids = idpsync::settle_create(intent, observed_).ids;
        std::erase_if(ids, [&](const ConnectorId& id) { return entry_of(ledger_, id) != nullptr; });
        const bool as_sent = ids.size() == 1 && observed_.find(ids.front())->values == intent.values;
        if (!as_sent && !is_over_(intent))
            return std::nullopt;
        if (ids.empty())
            return SettledWrite{intent, SettledWrite::Outcome::nothing, {}};
        if (ids.size() > 1)
            return SettledWrite{intent, SettledWrite::Outcome::several, std::move(ids)};
        ledger_.entries.insert_or_assign(intent.key,
                                         LedgerEntry{.id = ids.front(),
                                                     .origin = Origin::created,
                                                     .written = intent.values,
                                                     .secret = intent.secret,
                                                     .written_at = now_,
                                                     .login = login_of_new(intent.values, intent.secret)});
        return SettledWrite{intent, SettledWrite::Outcome::carried_out, std::move(ids)};
    }

    std::optional<SettledWrite> settle_update(const Intent& intent)
    {
        const auto* connector = observed_.find(*intent.id);
        if (connector == nullptr)
            return SettledWrite{intent, SettledWrite::Outcome::nothing, {}};
        if (intent.secret)
            return std::nullopt;
        if (connector->values != intent.values)
            return is_over_(intent) ? std::optional(SettledWrite{intent, SettledWrite::Outcome::nothing, {}})
                                    : std::nullopt;
        if (auto* entry = entry_of(ledger_, *intent.id))
        {
            entry->written = intent.values;
            entry->written_at = now_;
        }
        return SettledWrite{intent, SettledWrite::Outcome::carried_out, {*intent.id}};
    }

    std::optional<SettledWrite> settle_remove(const Intent& intent)
    {
        if (observed_.find(*intent.id) != nullptr)
            return is_over_(intent) ? std::optional(SettledWrite{intent, SettledWrite::Outcome::nothing, {}})
                                    : std::nullopt;
        std::erase_if(ledger_.entries, [&](const auto& entry) { return entry.second.id == *intent.id; });
        return SettledWrite{intent, SettledWrite::Outcome::carried_out, {*intent.id}};
    }

    Ledger& ledger_;
    const ObservedState& observed_;
    const IsOver& is_over_;
    WallTime now_;
};

/// The key has a connector of its own by now; whatever else was made is reported as unmanaged.
bool is_answered(const Intent& intent, const Ledger& ledger, const ObservedState& observed)
{
    if (intent.verb != Verb::create)
        return false;
    const auto* entry = ledger.find(intent.key);
    return entry != nullptr && observed.find(entry->id) != nullptr;
}

} // namespace

bool has_open_create(const Ledger& ledger)
{
    return std::any_of(ledger.intents.begin(), ledger.intents.end(),
                       [](const Intent& intent) { return intent.verb == Verb::create; });
}

bool a_list_tells(const Intent& intent)
{
    return intent.verb != Verb::update || !intent.secret;
}

std::vector<SettledWrite> settle_writes(Ledger& ledger, const ObservedState& observed, const IsOver& is_over,
                                        WallTime now)
{
    std::vector<SettledWrite> settled;
    std::vector<Intent> still_open;
    Settling settling(ledger, observed, is_over, now);
    for (const auto& intent : ledger.intents)
    {
        if (is_answered(intent, ledger, observed))
            continue;
        auto outcome = settling.settle(intent);
        if (!outcome || outcome->outcome == SettledWrite::Outcome::several)
            still_open.push_back(intent);
        if (outcome)
            settled.push_back(std::move(*outcome));
    }
    ledger.intents = std::move(still_open);
    return settled;
}

} // namespace idpsync::reconcile
