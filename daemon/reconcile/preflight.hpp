#pragma once

// Asks providers about the values of a write before it leaves (docs/reconciling.md 19 to 23). What an answer
// does to a plan is core/preflight's.

#include "core/plan.hpp"
#include "core/preflight.hpp"
#include "core/secret.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace idpsync::reconcile {

/// One provider with the values that a write would give NetBird.
struct PreflightQuestion
{
    const ProviderKey& key;
    const ConnectorValues& values;
    const Secret& secret;
    const Fingerprint& fingerprint; ///< of `secret`
    CheckSettings checks{};
    bool demanded = false;       ///< somebody asked for this pass (rule 20)
    bool insists = false;        ///< and it may write: something may have been put right since a refusal
    bool client_changed = false; ///< this pass has just changed the client at the provider
    bool is_new = false;         ///< the secret was just made there: a refusal says nothing yet
};

/// Of values that the provider has not accepted.
struct Waiting
{
    WallTime since;    ///< NetBird has them, or they are held back
    WallTime next_try; ///< when the provider is asked again
    std::string why;   ///< what it said instead, or that it said nothing; escaped
};

/// The seam: tests answer from memory. What is learnt goes to the disk with save(), or earlier.
class Preflight
{
public:
    virtual ~Preflight() = default;

    /// A pass begins: what other processes learnt since the last one counts.
    virtual void begin() = 0;

    /// Never fails: what cannot be found out is unknown. Several questions may be under way at once.
    virtual boost::asio::awaitable<PreflightResult> ask(const PreflightQuestion& question) = 0;

    /// NetBird has these values although the provider has not accepted them; nothing: not as far as is known.
    virtual std::optional<Waiting> unverified(const PreflightQuestion& question) = 0;

    /// What the provider says no to of these values, whoever asked; nothing: not as far as is known. An empty
    /// fingerprint: nobody here knows the secret.
    virtual std::optional<Finding> refusal(const ProviderKey& key, const ConnectorValues& values,
                                           const Fingerprint& fingerprint) = 0;

    /// What NetBird's login service showed to be wrong with a connector that has these values; nothing: not
    /// as far as is known.
    virtual std::optional<Finding> login_service_refusal(const ProviderKey& /*key*/,
                                                         const ConnectorId& /*connector*/,
                                                         const ConnectorValues& /*values*/)
    {
        return std::nullopt;
    }

    /// They are about to be written although `result` is no acceptance. One that cannot be asked at all
    /// (microsoft) is not kept in mind.
    virtual void note_unverified(const PreflightQuestion& question, const PreflightResult& result) = 0;

    /// They are held back because of `result`.
    virtual Waiting hold_back(const PreflightQuestion& question, const PreflightResult& result) = 0;

    /// Nothing of this provider is held back any longer.
    virtual void let_go(const ProviderKey& key) = 0;

    virtual boost::asio::awaitable<void> save() = 0;
};

} // namespace idpsync::reconcile
