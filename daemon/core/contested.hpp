#pragma once

// Writes that someone else changes back, and when that ends in a conflict: docs/reconciling.md 9. The same
// for providers and the account's settings of group sync.

#include "core/hold.hpp"
#include "core/next_command.hpp"

#include <chrono>
#include <string>

namespace idpsync {

/// So many writes in a row, each changed back by someone else, make an item contested.
inline constexpr unsigned writes_until_contested = 3;

/// Someone else changed it back too often. `item`: with the entry that the ledger shall hold.
template <class Item>
bool is_contested(const Item& item)
{
    return item.entry->overturned_writes >= writes_until_contested;
}

/// Counts in the entry of `item` that our last write was overturned. `forgiven`: the declaration changed, or
/// somebody asked, and counting starts over. `changed_by_others`: NetBird has not what was written last.
template <class Item>
void count_overturned(Item& item, bool forgiven, bool changed_by_others, WallTime now)
{
    auto& entry = *item.entry;
    if (forgiven)
        entry.overturned_writes = 0;
    if (forgiven || !changed_by_others || !entry.written_at || is_contested(item))
        return;
    const bool soon = now < *entry.written_at + std::chrono::hours(24);
    entry.overturned_writes = soon ? entry.overturned_writes + 1 : 0;
    entry.written_at.reset(); // one write is overturned once, however many passes see it
}

template <class Item>
void conclude_contested(Item& item, const NextCommand& commands)
{
    item.conclude(Action::conflict, Reason::contested,
                  "someone else has changed it back " + std::to_string(item.entry->overturned_writes) +
                      " times",
                  "find out who writes it too; then run " + commands.pass(to_string(subject_of(item))));
}

} // namespace idpsync
