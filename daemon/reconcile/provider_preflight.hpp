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

    void begin() override { dependencies_.checks.look_again(); }
    boost::asio::awaitable<PreflightResult> ask(const PreflightQuestion& question) override;
    std::optional<Waiting> unverified(const PreflightQuestion& question) override;
    std::optional<Finding> refusal(const ProviderKey& key, const ConnectorValues& values,
                                   const Fingerprint& fingerprint) override;
    std::optional<Finding> login_service_refusal(const ProviderKey& key, const ConnectorId& connector,
                                                 const ConnectorValues& values) override;
    void note_unverified(const PreflightQuestion& question, const PreflightResult& result) override;
    Waiting hold_back(const PreflightQuestion& question, const PreflightResult& result) override;
    void let_go(const ProviderKey& key) override;
    boost::asio::awaitable<void> save() override;

private:
    Dependencies dependencies_;
};

} // namespace idpsync::reconcile
