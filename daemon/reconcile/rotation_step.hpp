#pragma once

// The new secret of a client whose provider knows one: docs/reconciling.md 36. From the moment it is changed
// there until NetBird was restarted, logins fail, so nothing but the proof comes between both ends.

#include "core/error.hpp"
#include "reconcile/client_step.hpp"
#include "reconcile/preflight_step.hpp"
#include "reconcile/write_step.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>

namespace idpsync::reconcile {

class RotationStep
{
public:
    RotationStep(PassWork& work, ClientStep& clients, PreflightStep& preflight, WriteStep& writing)
        : work_(work), clients_(clients), preflight_(preflight), writing_(writing)
    {}

    /// One after another: the new secret at the provider, the proof, the same secret in NetBird; or the
    /// former one back at the provider. To be called after all other clients were written, before other
    /// connectors.
    boost::asio::awaitable<void> carry_out();

    /// What came to its end: NetBird has the new secret; its login service uses it, as a probe shows. To be
    /// called after everything was confirmed.
    boost::asio::awaitable<void> finish();

private:
    boost::asio::awaitable<void> carry_out_one(std::size_t index);
    /// The provider has the new secret, and was asked about it.
    boost::asio::awaitable<void> go_on(std::size_t index);
    boost::asio::awaitable<bool> give_to_provider(std::size_t index);
    boost::asio::awaitable<void> give_to_netbird(std::size_t index);
    boost::asio::awaitable<void> go_back(std::size_t index, const Error& why);
    boost::asio::awaitable<Result<void>> put_back(PlanItem& item);
    boost::asio::awaitable<void> prove_in_use(PlanItem& item);
    [[nodiscard]] bool is_at_provider(const PlanItem& item) const;
    [[nodiscard]] bool can_go_back(const PlanItem& item);
    Result<void> begin(PlanItem& item);
    void call_off(PlanItem& item);
    void note(PlanItem& item, SecretSwap swap, bool unsettled);
    void note_in_netbird(PlanItem& item);
    void save();

    PassWork& work_;
    ClientStep& clients_;
    PreflightStep& preflight_;
    WriteStep& writing_;
};

} // namespace idpsync::reconcile
