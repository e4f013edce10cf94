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
    bool allow_http = false;
    const Secret* secret = nullptr;         ///< nothing: none is declared
    std::optional<Fingerprint> fingerprint; ///< of `secret`
    std::string redirect_uri;               ///< NetBird's; empty: not known
    bool demanded = false;                  ///< somebody asked for it, or the values are new (rule 20)
};

/// The seam: tests answer from memory.
class Preflight
{
public:
    virtual ~Preflight() = default;

    /// Never fails: what cannot be found out is unknown. Several questions may be under way at once.
    virtual boost::asio::awaitable<PreflightResult> ask(const PreflightQuestion& question) = 0;
};

} // namespace idpsync::reconcile
