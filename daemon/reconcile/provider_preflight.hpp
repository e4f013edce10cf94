#pragma once

// Preflights as they are: the provider is asked, within the budgets that checks.json keeps.

#include "netbird/login_service.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/preflight.hpp"
#include "reconcile/provider_inquiry.hpp"

namespace idpsync::reconcile {

class ProviderPreflight final : public Preflight
{
public:
    /// All must outlive it.
    struct Dependencies
    {
        ProviderInquiry& inquiry;
        netbird::LoginService& login_service; ///< tells the redirect URI
        ChecksStore& checks;
        net::Clock& clock;
    };

    explicit ProviderPreflight(const Dependencies& dependencies) : dependencies_(dependencies) {}

    boost::asio::awaitable<PreflightResult> ask(const PreflightQuestion& question) override;
    bool owes_an_answer(const PreflightQuestion& question) override;
    boost::asio::awaitable<void> written_unverified(const PreflightQuestion& question) override;

private:
    boost::asio::awaitable<void> answered(const PreflightQuestion& question, Verdict verdict);

    Dependencies dependencies_;
};

} // namespace idpsync::reconcile
