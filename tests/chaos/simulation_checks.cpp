// Quiet after a round, and what must hold then.

#include "chaos/simulation.hpp"

#include <algorithm>

namespace idpsync::test {

std::string Simulation::calm_down()
{
    constexpr int patience = 8;
    world_.sandbox.clear_faults();
    world_.sandbox.set_down(false);
    for (const auto& slot : slots_)
        world_.sandbox.add_issuer(slot.issuer());
    for (int time = 0; time < patience; ++time)
    {
        const auto report =
            world_.apply({.flags = {.prune_now = true}, .demanded = true, .forgive_contested = true});
        // A key that is no longer declared goes in the second pass that sees it so.
        if (report.has_value() && report->in_sync() && time > 0)
            break;
    }
    let_everything_arrive();
    return verify();
}

void Simulation::let_everything_arrive()
{
    run(world_.io, world_.clock);
}

std::string Simulation::verify()
{
    if (auto broken = verify_connectors(); !broken.empty())
        return broken;
    for (const auto& connector : world_.sandbox.connectors())
        if (std::none_of(slots_.begin(), slots_.end(), [&](const Slot& slot) {
                return slot.wanted() && slot.issuer() == connector.issuer;
            }))
        {
            ++tally_.orphans;
            return connector.id + " belongs to nobody" + why_unmanaged();
        }
    if (!world_.ledger().intents.empty())
        return "a write is open for ever";
    const auto plan = world_.plan();
    if (plan.has_error())
        return "no plan: " + plan.error().text();
    if (!plan->in_sync() || plan->plan.has_writes() || plan->plan.troubled())
    {
        std::string items;
        for (const auto& item : plan->plan.items)
            if (!item.in_sync())
                items += " " + item.key.str() + " " + std::string(to_string(item.action)) + " (" +
                         std::string(to_string(item.reason)) + ") " + item.why;
        return "the plan is not empty:" + items;
    }
    return {};
}

std::string Simulation::why_unmanaged()
{
    std::string text;
    for (const auto& one : world_.plan().value().plan.unmanaged)
        text += "; " + one.provider.id.value + " (" + (one.omitted ? one.omitted->str() : "no key") +
                "): " + one.note;
    return text;
}

/// Renamed and declared absent before any pass: nothing says that the two keys are one. What the former key
/// has is pruned in its time.
bool Simulation::goes_by_a_former_key(const sandbox::Connector& connector, const Slot& slot)
{
    const auto ledger = world_.ledger();
    return std::any_of(ledger.entries.begin(), ledger.entries.end(), [&](const auto& known) {
        return known.second.id.value == connector.id && known.first.str() != slot.key();
    });
}

std::string Simulation::verify_connectors()
{
    std::string broken;
    for (const auto& slot : slots_)
    {
        std::vector<const sandbox::Connector*> found;
        for (const auto& connector : world_.sandbox.connectors())
            if (connector.issuer == slot.issuer())
                found.push_back(&connector);
        if (found.size() > 1)
        {
            ++tally_.duplicates;
            broken += slot.key() + " has " + std::to_string(found.size()) + " connectors; ";
        }
        else if (!slot.wanted() && slot.declared && !found.empty() &&
                 !goes_by_a_former_key(*found.front(), slot))
        {
            ++tally_.orphans;
            broken += slot.key() + " is absent and has a connector; ";
        }
        else if (slot.wanted() && found.empty())
            broken += slot.key() + " has no connector; ";
        else if (slot.wanted() && found.front()->client_secret != slot.secret)
        {
            ++tally_.lost_secrets;
            broken += slot.key() + " has the secret " + found.front()->client_secret + ", declared is " +
                      slot.secret + "; ";
        }
        else if (slot.wanted() && found.front()->name != slot.name)
            broken += slot.key() + " is called " + found.front()->name + ", declared is " + slot.name + "; ";
    }
    const bool enabled = world_.sandbox.account_settings().at("jwt_groups_enabled").as_bool();
    if (world_.group_sync && enabled != settings_enabled_)
        broken += "group sync is not as declared; ";
    return broken;
}

} // namespace idpsync::test
