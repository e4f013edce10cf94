#pragma once

// The clients at the providers that are declared with `registration`, in a pass: docs/reconciling.md 35. They
// are written before the connectors, which are then held against the clients as they have become.

#include "reconcile/client_looks.hpp"
#include "reconcile/client_removal.hpp"
#include "reconcile/pass_work.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <string>
#include <vector>

namespace idpsync::reconcile {

/// Nothing of it does anything without `provider_apis` among the dependencies, or where nothing declares a
/// `registration`.
class ClientStep
{
public:
    explicit ClientStep(PassWork& work) : work_(work), looks_(work), removal_(work, looks_) {}

    /// Looks at each client, and decides about it. To be called before the plan is made. Error (rejected): a
    /// new secret is asked for where none is generated.
    boost::asio::awaitable<Result<void>> look();

    /// What their changes need the operator's word for.
    [[nodiscard]] std::map<ProviderKey, Consents> consents_needed() const;

    /// Puts them into the plan that was made.
    void join(Plan& plan);

    /// Writes those that differ, and reads each back. Error (storage): nothing was sent, because the ledger
    /// cannot be saved.
    boost::asio::awaitable<Result<void>> write();

    // For RotationStep, which replaces the one secret of a client by itself.

    [[nodiscard]] ClientLook& look_at(const ProviderKey& key) { return looks_.all().at(key); }
    void use(const ProviderKey& key, Secret secret) { looks_.use(key, std::move(secret)); }
    boost::asio::awaitable<Result<void>> send(ClientItem& item, ClientLook& look);
    boost::asio::awaitable<Result<void>> send_secret(PlanItem& item, ClientLook& look);
    boost::asio::awaitable<void> confirm(PlanItem& item, ClientResult& result, ClientLook& look);
    void fail(const ClientItem& item, ClientResult& result, Error error);
    void use_secret(PlanItem& item) const;

    /// Removes the secrets whose successors are in use, and the clients whose connectors are gone. To be
    /// called after everything was confirmed.
    boost::asio::awaitable<void> remove_what_is_done_with();

private:
    [[nodiscard]] ClientItem decide(const ClientLook& look) const;
    void note_when_windows_open();
    void note_first_sight(ClientItem& item, const ClientLook& look) const;
    void note(PlanItem& item, std::map<ProviderKey, LedgerClient>& known) const;
    boost::asio::awaitable<void> remove_predecessors();
    Result<void> note_what_leaves();
    boost::asio::awaitable<void> write_one(PlanItem& item, ClientResult& result);
    static void tell_secret_end(ClientItem& item, const ClientLook& look);
    /// Secrets of this program that nobody knows.
    boost::asio::awaitable<Result<void>> remove_lost(const ClientItem& item, const ClientLook& look,
                                                     std::vector<std::string> ids);
    /// Those that turned up although another one is in use by now.
    boost::asio::awaitable<void> remove_late_secrets();
    void take_new_secret(PlanItem& item) const;

    PassWork& work_;
    ClientLooks looks_;
    ClientRemoval removal_;
    std::map<ProviderKey, ClientItem> items_; ///< until they are in the plan
};

/// The provider of this item is asked about its connector only after its client was written.
inline bool waits_for_client(const PlanItem& item)
{
    return item.client && item.client->writes() && item.client->action != Action::remove;
}

/// Its one secret is replaced in this pass: after all other clients, one after another, each right before its
/// connector.
inline bool replaces_one_secret(const PlanItem& item)
{
    return waits_for_client(item) && item.client->cuts_logins;
}

/// This pass has written that key's client at the provider, and seen it as it must be.
bool changed_client(const Report& report, const ProviderKey& key);

} // namespace idpsync::reconcile
