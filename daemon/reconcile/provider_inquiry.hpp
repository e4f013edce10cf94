#pragma once

// One provider asked, within the budgets that checks.json keeps (docs/reconciling.md 20): whoever asks, a
// pass, `doctor` or the daemon between passes, does it through here.

#include "net/async_event.hpp"
#include "net/clock.hpp"
#include "oidc/check.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/credential_budget.hpp"
#include "reconcile/known_refusals.hpp"

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
    bool demanded = false;   ///< as in CredentialTry; so the next four
    bool insists = false;
    bool afresh = false;
    bool due = false;
    bool client_changed = false;
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

    /// Never fails: what cannot be found out is unknown. Several may be under way at once, and what they
    /// learn goes to the disk when the last one ends, or after a second; of two about the
    /// same credentials the second waits for the first, whose answer then counts unless it is demanded.
    /// `question.key` and the secret must outlive it.
    boost::asio::awaitable<ProviderAnswer> ask(ProviderQuestion question);

    /// Where the answer does not tell of the credentials, what was told earlier of just these values, whoever
    /// asked.
    void recall_credentials(const ProviderQuestion& question, ProviderAnswer& answer);

    /// Keeps what NetBird's login service shows, for whoever asks later; touches the disk when that is news.
    boost::asio::awaitable<void> keep(ProviderKey key, LoginServiceSight sight);

    /// What is kept of a provider.
    [[nodiscard]] const ProviderEvidence& evidence(const ProviderKey& key) { return checks_.known(key); }

private:
    struct UnderWay;
    class Turn;

    boost::asio::awaitable<ProviderAnswer> ask_now(const ProviderQuestion& question,
                                                   const CredentialTry& wanted);
    boost::asio::awaitable<void> save_when_quiet();

    boost::asio::awaitable<oidc::ProviderCheck> check(const ProviderQuestion& question,
                                                      const oidc::Extent& extent);
    void remember(const ProviderQuestion& question, const CredentialTry& wanted,
                  const oidc::ProviderCheck& seen, const CredentialBudget& budget);
    void forget_what_is_accepted(const ProviderKey& key, const CredentialTry& wanted);
    boost::asio::awaitable<void> wait_for_same(const ProviderKey& key, const CredentialTry& wanted);

    oidc::Checker& checker_;
    ChecksStore& checks_;
    net::Clock& clock_;
    std::vector<std::shared_ptr<UnderWay>> under_way_;
    unsigned questions_ = 0; ///< under way
    net::SteadyTime saved_;
};

} // namespace idpsync::reconcile
