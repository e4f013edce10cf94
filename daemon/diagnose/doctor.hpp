#pragma once

// Looks at NetBird and at every provider, and says what is wrong and what to mend first.

#include "config/load.hpp"
#include "core/ledger.hpp"
#include "diagnose/diagnosis.hpp"
#include "diagnose/examination.hpp"
#include "diagnose/netbird_checks.hpp"
#include "diagnose/provider_checks.hpp"
#include "net/clock.hpp"
#include "netbird/inspector.hpp"
#include "netbird/login_service.hpp"
#include "reconcile/provider_inquiry.hpp"
#include "reconcile/secret_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <set>
#include <vector>

namespace idpsync::diagnose {

class Doctor
{
public:
    struct Dependencies
    {
        netbird::Inspector& netbird;
        netbird::LoginService& login;
        reconcile::ProviderInquiry& inquiry;
        net::HttpClient& provider_apis;
        net::Clock& clock;
    };

    /// Whom to look at.
    struct Targets
    {
        const config::Configuration& configuration;
        const reconcile::Secrets& secrets;
        const Ledger& ledger;
        std::set<ProviderKey> named; ///< only these providers; empty: all
        NextCommand commands{};      ///< as the reader is to type them
    };

    /// Everything it is given must outlive it.
    Doctor(const Dependencies& dependencies, Targets targets);

    /// NetBird first, then every provider at once, each with a deadline of its own. Never fails: what cannot
    /// be asked is a finding. It probes connectors, which opens them (docs/reconciling.md 21), and tries
    /// credentials at most six times an hour (20).
    boost::asio::awaitable<Diagnosis> visit();

private:
    [[nodiscard]] Diagnosis begin(const NetBirdFacts& facts) const;
    [[nodiscard]] std::vector<ProviderFacts> whom(const NetBirdFacts& facts, Diagnosis& diagnosis) const;
    boost::asio::awaitable<void> examine(const std::vector<oidc::Registration>& registrations,
                                         std::vector<ProviderFacts>& providers);
    boost::asio::awaitable<void> check(oidc::Registration registration, ProviderFacts& facts);
    boost::asio::awaitable<void> probe(ProviderFacts& facts);
    boost::asio::awaitable<void> look_at_client(ProviderFacts& facts);
    void note_former_uris(const registrar::ProviderClient& client, ProviderFacts& facts) const;
    [[nodiscard]] std::vector<oidc::Registration> registrations(const std::vector<ProviderFacts>& providers,
                                                                const NetBirdFacts& facts) const;

    Dependencies dependencies_;
    Targets targets_;
};

} // namespace idpsync::diagnose
