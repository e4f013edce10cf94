#include "core/without_memory.hpp"

#include <string>

namespace idpsync {
namespace {

constexpr std::string_view why =
    "there was no ledger here, so it is not known whether you want this change to what NetBird has";

std::string next_step(const NextCommand& commands)
{
    return "if it is meant, run " + commands.pass("--adopt") +
           "; if this installation had a ledger, restore it (docs/recovery.md)";
}

bool changes_what_was_there(const PlanItem& item)
{
    return item.action == Action::update || item.action == Action::remove;
}

/// What keeps it from being written may go away by itself, and then it must not count as ours.
bool would_change_it(const PlanItem& item)
{
    return changes_what_was_there(item) || (item.adopted && !item.in_sync());
}

bool is_ours(const PlanItem& item, const Ledger& ledger)
{
    const auto* known = ledger.find(item.key);
    return item.renamed_from || (known != nullptr && known->id == item.id);
}

void keep_secret(PlanItem& item, const NextCommand& commands)
{
    item.next = "to have it written once its provider accepts it, run " + commands.pass("--adopt") +
                "; or consent with `allow: [overwrite-secret]`";
}

bool changes_what_somebody_set(const GroupSyncItem& item, const Ledger& ledger)
{
    const bool ours = ledger.group_sync && ledger.group_sync->written;
    const bool set = item.seen && (item.seen->enabled || !item.seen->allowed_groups.empty());
    return item.writes() && item.reason != Reason::restored && set && !ours;
}

} // namespace

bool keeps_adopted_secret(const PlanItem& item)
{
    if (!item.entry || item.entry->origin != Origin::adopted)
        return false;
    return item.secret == SecretFate::unverified || item.missing.has(Consent::overwrite_secret);
}

void hold_without_memory(Plan& plan, const Ledger& ledger, bool adopts, const NextCommand& commands)
{
    if (!ledger.without_memory)
        return;
    auto& still = plan.ledger_before_writes;
    for (auto& item : plan.items)
    {
        if (adopts && item.selected)
            continue;
        if (keeps_adopted_secret(item))
        {
            still.without_memory = true;
            if (item.action == Action::none)
                keep_secret(item, commands);
        }
        if (!would_change_it(item) || is_ours(item, ledger))
            continue;
        if (changes_what_was_there(item))
            item.conclude(Action::refuse, Reason::no_ledger, std::string(why), next_step(commands));
        item.adopted = false;
        item.entry.reset();
        still.entries.erase(item.key);
        still.without_memory = true;
    }
    if (!plan.group_sync || (adopts && plan.group_sync->selected) ||
        !changes_what_somebody_set(*plan.group_sync, ledger))
        return;
    plan.group_sync->conclude(Action::refuse, Reason::no_ledger, std::string(why), next_step(commands));
    plan.group_sync->entry.reset();
    still.group_sync.reset();
    still.without_memory = true;
}

} // namespace idpsync
