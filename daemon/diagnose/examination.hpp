#pragma once

// One provider looked at from outside because somebody asked: by `doctor`, and after a login that failed.

#include "config/load.hpp"
#include "core/ledger.hpp"
#include "diagnose/provider_checks.hpp"
#include "oidc/registration.hpp"
#include "reconcile/provider_inquiry.hpp"
#include "reconcile/secret_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace idpsync::diagnose {

/// How long one provider may take, whatever it does; longer than the 10 s that NetBird waits for one.
inline constexpr std::chrono::seconds provider_deadline{15};

/// What a pass would make of everything, as far as one that looks from beside can tell. A write of which the
/// ledger does not know the outcome may still reach NetBird, whoever sent it (docs/reconciling.md 12).
Plan plan_of_a_look(const config::Configuration& configuration, const reconcile::Secrets& secrets,
                    const ObservedState& observed, const Ledger& ledger, WallTime now,
                    const NextCommand& commands);

/// Every check there is, within the budget for credentials (docs/reconciling.md 20); what came of it goes
/// into `facts`. `afresh`: an answer that would serve does not, while a try is left. Never fails. All but
/// `registration` must outlive it.
boost::asio::awaitable<void> examine(ProviderFacts& facts, oidc::Registration registration,
                                     const reconcile::Secrets& secrets, reconcile::ProviderInquiry& inquiry,
                                     bool afresh = false);

} // namespace idpsync::diagnose
