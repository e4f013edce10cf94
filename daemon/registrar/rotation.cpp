#include "registrar/rotation.hpp"

#include "core/restart.hpp"

namespace idpsync::registrar {
namespace {

bool is_due(const RotationView& view)
{
    const auto& known = view.known;
    if (!known.secret_made)
        return false;
    const auto age = view.now - *known.secret_made;
    if (known.secret_expires && age > (*known.secret_expires - *known.secret_made) / 4 * 3)
        return true;
    const auto every = view.declared.rotate;
    return every != every.zero() && age >= every;
}

} // namespace

Rotation decide_rotation(const RotationView& view)
{
    const auto& known = view.known;
    const bool insists = view.asked && view.may_interrupt;
    if (!known.predecessor.empty() || known.swap == SecretSwap::replacing ||
        known.swap == SecretSwap::returning || (known.swap == SecretSwap::restarting && !insists))
        return Rotation::under_way;
    if (known.secret_unsettled || (!view.asked && !is_due(view)))
        return Rotation::none;
    const bool one = knows_one(view.custody);
    const auto& window = view.declared.rotate_window;
    if (insists || (view.asked && !one) || (!window && !one))
        return Rotation::begins;
    const auto opened = window ? window->opened(view.now) : std::nullopt;
    const bool failed_in_it = opened && known.swap_failed && *known.swap_failed >= *opened;
    if (opened && (view.asked || !failed_in_it))
        return Rotation::begins;
    return view.asked || !window ? Rotation::interrupts : Rotation::waits;
}

std::optional<WallTime> end_of_new_secret(const DesiredRegistration& declared, SecretCustody custody,
                                          WallTime now)
{
    const auto lifetime = declared.secret_lifetime;
    if (custody != SecretCustody::several || lifetime == lifetime.zero())
        return std::nullopt;
    return now + lifetime;
}

void note_sending(LedgerClient& entry, bool sends, bool is_chosen_there)
{
    const bool begins = sends && !entry.secret_unsettled;
    if (begins && is_chosen_there)
    {
        entry.secret_mark.clear();
        if (entry.predecessor.empty())
            entry.predecessor = entry.secret_id;
    }
    entry.secret_unsettled = sends;
}

bool may_still_settle(ProviderType type, const LedgerClient& known, WallTime now)
{
    return type == ProviderType::entra && known.secret_made && !known.secret_unsettled &&
           *known.secret_made <= now && now - *known.secret_made < secret_settles;
}

bool predecessor_can_go(const PlanItem& item, const Ledger& ledger)
{
    const auto* entry = ledger.find(item.key);
    return entry != nullptr && item.fingerprint && entry->secret == item.fingerprint &&
           entry->login.in_force && entry->login.in_force->secret == item.fingerprint &&
           !concerns(restart_needed(ledger), item.key) && ledger.open_write(entry->id) == nullptr;
}

} // namespace idpsync::registrar
