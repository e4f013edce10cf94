#pragma once

// What the providers show of the clients that are declared with `registration`, for one pass.

#include "reconcile/pass_work.hpp"
#include "registrar/known_secrets.hpp"
#include "registrar/registrar.hpp"
#include "registrar/rotation.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::reconcile {

/// One client as a pass sees it.
struct ClientLook
{
    const DesiredProvider& desired;
    std::unique_ptr<registrar::Registrar> registrar; ///< nullptr: `found` says why there is none
    registrar::ClientFound found;
    registrar::ClientNeeds needs;
    std::optional<WallTime> access_ends; ///< ClientItem::access_ends
    std::optional<WallTime> shown_at;    ///< ClientItem::looked_at
    std::vector<std::string>
        former_uris; ///< of former addresses of NetBird; those that may go are `needs`, too
    registrar::FormerFate former_fate = registrar::FormerFate::go;
    /// A generated secret is to be sent to the provider; `custody` is known then.
    bool sends_secret = false;
    registrar::SecretCustody custody = registrar::SecretCustody::several;
    registrar::Rotation rotation = registrar::Rotation::none;
    /// A secret that was sent without a known outcome turns out to be there.
    std::optional<registrar::ClientSecret> secret_arrived;
    /// Secrets of this program whose answers were lost: to be removed before another one is asked for.
    std::vector<std::string> lost_secrets;
    std::optional<registrar::SecretEnd> secret_end; ///< of a declared secret, where the provider tells

    /// The client, or nullptr.
    [[nodiscard]] const registrar::ProviderClient* client() const
    {
        return found.has_value() && found->has_value() ? &**found : nullptr;
    }
};

class ClientLooks
{
public:
    explicit ClientLooks(PassWork& work) : work_(work) {}

    /// Every client that is declared, and those that were made here and are to go, all at once. One that was
    /// seen not long ago (PassRequest::clients_every) is not asked for again. A secret that is to be
    /// generated is made, and held, where the pass may write; one that the provider shows is taken.
    boost::asio::awaitable<void> look();

    [[nodiscard]] std::map<ProviderKey, ClientLook>& all() { return looks_; }
    [[nodiscard]] const std::map<ProviderKey, ClientLook>& all() const { return looks_; }

    /// Reads one again, after it was written.
    boost::asio::awaitable<void> look_again(ClientLook& look);

    /// Takes `secret` for the rest of this pass.
    void use(const ProviderKey& key, Secret secret);

    /// When a request that begins now must end.
    [[nodiscard]] net::SteadyTime deadline() const;

private:
    [[nodiscard]] bool is_to_go(const DesiredProvider& provider) const;
    boost::asio::awaitable<void> look_at(ClientLook& look);
    boost::asio::awaitable<void> find(ClientLook& look);
    boost::asio::awaitable<void> see_access(ClientLook& look);
    boost::asio::awaitable<void> see_challenge(ClientLook& look);
    boost::asio::awaitable<void> see_former_uris(ClientLook& look);
    boost::asio::awaitable<void> see_secrets(ClientLook& look);
    boost::asio::awaitable<void> see_custody(ClientLook& look);
    [[nodiscard]] bool recall(ClientLook& look) const;
    void remember(const ClientLook& look);
    void take_shown_secret(ClientLook& look);
    void see_former_secret(const ClientLook& look);
    void resume_swap(ClientLook& look);
    void forget_swap(ClientLook& look, const std::optional<Secret>& former);
    void take_former_secret(ClientLook& look, const Secret& former);
    void make_secret(const ClientLook& look);
    void rotate(ClientLook& look);
    void see_secret_end(ClientLook& look) const;
    [[nodiscard]] const LedgerClient* known(const ClientLook& look) const;
    [[nodiscard]] bool is_selected(const ClientLook& look) const;
    [[nodiscard]] bool is_unsettled(const ClientLook& look) const;
    [[nodiscard]] bool may_rotate(const ClientLook& look) const;

    PassWork& work_;
    std::map<ProviderKey, ClientLook> looks_;
};

} // namespace idpsync::reconcile
