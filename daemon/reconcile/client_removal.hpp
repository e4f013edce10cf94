#pragma once

// The clients that this program made for providers that are declared absent: docs/reconciling.md 37. Each is
// deleted after NetBird's connector is gone.

#include "reconcile/client_looks.hpp"
#include "reconcile/pass_work.hpp"

#include <boost/asio/awaitable.hpp>

namespace idpsync::reconcile {

class ClientRemoval
{
public:
    ClientRemoval(PassWork& work, ClientLooks& looks) : work_(work), looks_(looks) {}

    /// For a look at a client of an absent provider, and what the plan makes of its connector.
    [[nodiscard]] ClientItem decide(const ClientLook& look, const PlanItem& connector) const;

    /// Says, with each connector that is to go, which clients stay at their provider.
    void tell_what_stays(Plan& plan) const;

    /// Deletes those whose connectors are gone. To be called after everything was confirmed.
    boost::asio::awaitable<void> remove();

private:
    [[nodiscard]] bool is_due(std::size_t index) const;
    [[nodiscard]] std::string user_of(const PlanItem& connector, const DesiredProvider& desired) const;
    boost::asio::awaitable<void> remove_one(std::size_t index);

    PassWork& work_;
    ClientLooks& looks_;
};

} // namespace idpsync::reconcile
