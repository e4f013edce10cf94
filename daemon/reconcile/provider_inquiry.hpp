#pragma once

// One provider asked, within the budgets that checks.json keeps (docs/reconciling.md 20): whoever asks, a
// pass, `doctor` or the daemon between passes, does it through here.

#include "net/async_event.hpp"
#include "net/clock.hpp"
#include "oidc/check.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/credential_budget.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace idpsync::reconcile {

struct ProviderQuestion
{
    const ProviderKey& key;
    oidc::Registration registration;
    oidc::Extent extent;     ///< with the secret: its credentials are tried, or what is remembered counts
    Fingerprint fingerprint; ///< of that secret
    bool demanded = false;   ///< somebody waits for the answer
    std::chrono::seconds answer_counts_for = credentials_count_for; ///< as in CredentialTry
    bool repeat_unknown = false;                                    ///< rule 19: twice more within 10 s
    std::chrono::seconds time{15};                                  ///< that one question may take
};

struct ProviderAnswer
{
    oidc::ProviderCheck check;
    /// `check.credentials` is an earlier answer, made then; nothing: it is of this question, or there is
    /// none.
    std::optional<WallTime> credentials_from;
    /// Nothing at all was asked: the provider wants to be left alone until then.
    std::optional<WallTime> left_alone_until;
};

class ProviderInquiry
{
public:
    /// All must outlive it.
    ProviderInquiry(oidc::Checker& checker, ChecksStore& checks, net::Clock& clock)
        : checker_(checker), checks_(checks), clock_(clock)
    {}

    /// Never fails: what cannot be found out is unknown. Several may be under way at once; of two about the
    /// same credentials the second waits for the first, whose answer then counts unless it is demanded.
    /// `question.key` and the secret must outlive it.
    boost::asio::awaitable<ProviderAnswer> ask(ProviderQuestion question);

    /// What is kept of a provider.
    [[nodiscard]] ProviderEvidence evidence(const ProviderKey& key) const;

private:
    struct UnderWay;

    boost::asio::awaitable<oidc::ProviderCheck> check(const ProviderQuestion& question,
                                                      const oidc::Extent& extent);
    boost::asio::awaitable<void> remember(const ProviderQuestion& question, const CredentialTry& wanted,
                                          const oidc::ProviderCheck& seen, const CredentialBudget& budget);
    boost::asio::awaitable<void> wait_for_same(const ProviderKey& key, const CredentialTry& wanted);

    oidc::Checker& checker_;
    ChecksStore& checks_;
    net::Clock& clock_;
    std::vector<std::shared_ptr<UnderWay>> under_way_;
};

} // namespace idpsync::reconcile
