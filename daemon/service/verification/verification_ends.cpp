// What providers and files say of when secrets expire.

#include "service/verification/verification.hpp"

namespace idpsync::service {

/// Of declared secrets, as a pass found or remembered it.
void Verification::note_shown_ends(const reconcile::Report& report)
{
    shown_ends_.clear();
    for (const auto& item : report.plan.items)
    {
        const bool shown = item.client && !item.client->generated && item.client->entry &&
                           item.client->entry->secret_expires;
        if (shown)
            shown_ends_.emplace(item.key, *item.client->entry->secret_expires);
    }
}

void Verification::note_secret_ends(const DesiredState& desired)
{
    const auto now = dependencies_.clock.wall_now();
    secret_ends_.clear();
    for (const auto& declared : desired.providers())
    {
        if (declared.state != State::present)
            continue;
        const auto shown = shown_ends_.find(declared.key);
        const bool is_shown = shown != shown_ends_.end();
        const auto end = is_shown ? std::optional(shown->second) : declared.client_secret_expires;
        if (!end)
            continue;
        secret_ends_.emplace(declared.key, *end);
        tell(expiries_.client_secret(declared.key, *end, now, is_shown));
    }
}

void Verification::note_access_ends(const reconcile::Report& report)
{
    const auto now = dependencies_.clock.wall_now();
    access_ends_.clear();
    for (const auto& item : report.plan.items)
    {
        if (!item.client || !item.client->access_ends)
            continue;
        access_ends_.emplace(item.key, *item.client->access_ends);
        tell(expiries_.registration(item.key, *item.client->access_ends, now));
    }
}

} // namespace idpsync::service
