#pragma once

// Asks providers about the values of a write before it leaves (docs/reconciling.md 19 to 23). What an answer
// does to a plan is core/preflight's.

#include "core/plan.hpp"
#include "core/preflight.hpp"
#include "core/secret.hpp"

#include <boost/asio/awaitable.hpp>

namespace idpsync::reconcile {

/// One provider with the values that a write would give NetBird.
struct PreflightQuestion
{
    const ProviderKey& key;
    const ConnectorValues& values;
    const Secret& secret;
    const Fingerprint& fingerprint; ///< of `secret`
    bool allow_http = false;
    bool demanded = false; ///< somebody asked for this pass (rule 20)
};

/// The seam: tests answer from memory.
class Preflight
{
public:
    virtual ~Preflight() = default;

    /// Never fails: what cannot be found out is unknown. Several questions may be under way at once.
    virtual boost::asio::awaitable<PreflightResult> ask(const PreflightQuestion& question) = 0;

    /// True when these values were written although the provider could not be asked, and it is time to ask
    /// again.
    virtual bool owes_an_answer(const PreflightQuestion& question) = 0;

    /// They were written just now, and `result` was unknown.
    virtual boost::asio::awaitable<void> written_unverified(const PreflightQuestion& question) = 0;
};

} // namespace idpsync::reconcile
