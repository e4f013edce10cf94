#pragma once

// Preflights as they are: the provider is asked, within the budgets that checks.json keeps.

#include "netbird/login_service.hpp"
#include "oidc/check.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/preflight.hpp"

#include <optional>

namespace idpsync::reconcile {

/// May the client's credentials be tried now (rule 20)? Pure.
struct CredentialBudget
{
    enum class Answer
    {
        try_now,
        remembered, ///< the same values were tried less than an hour ago
        exhausted,  ///< six tries on demand in the last hour
        leave_alone ///< the provider asked for that
    };

    Answer answer = Answer::try_now;
    bool on_demand = false; ///< the try counts as one of the six
};

CredentialBudget budget_for(const ProviderEvidence& evidence, const PreflightQuestion& question,
                            WallTime now);

/// The evidence after a try.
void note_credentials(ProviderEvidence& evidence, const PreflightQuestion& question,
                      const oidc::CredentialJudgement& judgement, bool on_demand, WallTime now);

class ProviderPreflight final : public Preflight
{
public:
    /// All must outlive it.
    struct Dependencies
    {
        oidc::Checker& checker;
        netbird::LoginService& login_service; ///< tells the redirect URI
        ChecksStore& checks;
        net::Clock& clock;
    };

    explicit ProviderPreflight(const Dependencies& dependencies) : dependencies_(dependencies) {}

    boost::asio::awaitable<PreflightResult> ask(const PreflightQuestion& question) override;
    bool owes_an_answer(const PreflightQuestion& question) override;
    boost::asio::awaitable<void> written_unverified(const PreflightQuestion& question) override;

private:
    boost::asio::awaitable<oidc::ProviderCheck> check(const oidc::Registration& registration,
                                                      const Secret* secret);
    boost::asio::awaitable<void> remember(const PreflightQuestion& question, const oidc::ProviderCheck& check,
                                          const CredentialBudget& budget, Verdict verdict);

    Dependencies dependencies_;
};

} // namespace idpsync::reconcile
