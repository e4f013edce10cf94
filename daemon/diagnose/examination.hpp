#pragma once

// One provider looked at from outside because somebody asked: by `doctor`, and after a login that failed.

#include "diagnose/provider_checks.hpp"
#include "oidc/registration.hpp"
#include "reconcile/provider_inquiry.hpp"
#include "reconcile/secret_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace idpsync::diagnose {

/// How long one provider may take, whatever it does; longer than the 10 s that NetBird waits for one.
inline constexpr std::chrono::seconds provider_deadline{15};

/// Every check there is, within the budget for credentials (docs/reconciling.md 20); what came of it goes
/// into `facts`. Never fails. All but `registration` must outlive it.
boost::asio::awaitable<void> examine(ProviderFacts& facts, oidc::Registration registration,
                                     const reconcile::Secrets& secrets, reconcile::ProviderInquiry& inquiry);

} // namespace idpsync::diagnose
