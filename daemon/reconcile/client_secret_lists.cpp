// What a pass does with a provider's list of secrets: those that nobody knows are removed, and when a
// declared one ends is told.

#include "reconcile/client_step.hpp"
#include "reconcile/pass_events.hpp"

namespace idpsync::reconcile {

namespace asio = boost::asio;

/// It is kept, so that it is known while the provider does not answer.
void ClientStep::tell_secret_end(ClientItem& item, const ClientLook& look)
{
    const bool told =
        !item.generated && look.client() != nullptr && (look.client()->secrets || look.client()->secret_ends);
    if (!told)
        return;
    item.entry->secret_expires = look.secret_end ? std::optional(look.secret_end->at) : std::nullopt;
    if (look.secret_end && look.secret_end->candidates > 1)
        item.hints.push_back("its client_secret is one of " + std::to_string(look.secret_end->candidates) +
                             " that begin alike at " + item.product + ": the earliest end counts");
}

/// The timer's passes recall what they saw: what was removed must not be removed again.
asio::awaitable<Result<void>> ClientStep::remove_lost(const ClientItem& item, const ClientLook& look,
                                                      std::vector<std::string> ids)
{
    for (const auto& id : ids)
    {
        const auto removed = co_await look.registrar->remove_secret(item.client_id, id, looks_.deadline());
        if (removed.has_error())
            co_return removed.error();
        work_.memory.clients.erase(item.key);
    }
    co_return Result<void>();
}

asio::awaitable<void> ClientStep::remove_late_secrets()
{
    for (const auto& item : work_.report.plan.items)
    {
        const auto known = work_.ledger.clients.find(item.key);
        const auto look = looks_.all().find(item.key);
        const bool listed = item.client && item.selected && known != work_.ledger.clients.end() &&
                            !known->second.secret_unsettled && look != looks_.all().end() &&
                            look->second.client() != nullptr && look->second.client()->secrets;
        if (!listed)
            continue;
        auto ids = registrar::lost_secrets(look->second.client()->secrets->list, known->second);
        const auto removed = co_await remove_lost(*item.client, look->second, std::move(ids));
        if (removed.has_error())
            work_.dependencies.events.emit(event_of_removed_secret(*item.client, removed));
    }
}

} // namespace idpsync::reconcile
