#include "core/ledger.hpp"

#include <algorithm>

namespace idpsync {

const LedgerEntry* Ledger::find(const ProviderKey& key) const
{
    const auto found = entries.find(key);
    return found == entries.end() ? nullptr : &found->second;
}

bool same_target(const Intent& one, const Intent& other)
{
    return one.id == other.id && (one.id || one.key == other.key);
}

const Intent* Ledger::open_create(const ProviderKey& key) const
{
    const auto found = std::find_if(intents.begin(), intents.end(), [&](const Intent& one) {
        return one.verb == Verb::create && one.key == key;
    });
    return found == intents.end() ? nullptr : &*found;
}

const Intent* Ledger::open_write(const ConnectorId& id) const
{
    const auto found =
        std::find_if(intents.begin(), intents.end(), [&](const Intent& one) { return one.id == id; });
    return found == intents.end() ? nullptr : &*found;
}

std::optional<LedgerEntry> Ledger::remembered(const ProviderKey& key) const
{
    const auto* entry = find(key);
    if (entry == nullptr)
        return std::nullopt;
    return remembered(*entry);
}

LedgerEntry Ledger::remembered(const LedgerEntry& entry) const
{
    auto result = entry;
    const auto* intent = open_write(entry.id);
    if (intent != nullptr && intent->verb == Verb::update && intent->secret)
    {
        result.secret.reset();
        result.held_back = HeldBack{};
    }
    return result;
}

void use_fingerprint_key(Ledger& ledger, const std::string& key)
{
    if (ledger.fingerprint_key == key)
        return;
    if (!ledger.fingerprint_key.empty())
    {
        for (auto& [name, entry] : ledger.entries)
        {
            entry.secret.reset();
            if (entry.login.in_force)
                entry.login.in_force->secret.reset();
            // That none was declared needs no key to be true.
            if (entry.held_back && entry.held_back->declared)
                entry.held_back.reset();
        }
        for (auto& intent : ledger.intents)
            if (intent.verb == Verb::create)
                intent.secret.reset();
    }
    ledger.fingerprint_key = key;
}

std::string to_string(const AuditUser& user)
{
    if (user.name.empty() && user.email.empty())
        return user.id;
    if (user.email.empty() || user.name.empty())
        return user.name + user.email;
    return user.name + " <" + user.email + ">";
}

} // namespace idpsync
