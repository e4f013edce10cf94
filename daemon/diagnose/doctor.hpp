#pragma once

// Looks at NetBird and at every provider, and says what is wrong and what to mend first.

#include "config/load.hpp"
#include "diagnose/diagnosis.hpp"
#include "diagnose/netbird_checks.hpp"
#include "net/clock.hpp"
#include "netbird/inspector.hpp"

#include <boost/asio/awaitable.hpp>

namespace idpsync::diagnose {

class Doctor
{
public:
    struct Dependencies
    {
        netbird::Inspector& netbird;
        net::Clock& clock;
    };

    /// Everything it is given must outlive it.
    Doctor(const Dependencies& dependencies, const config::Configuration& configuration);

    /// Never fails: what cannot be asked is a finding.
    boost::asio::awaitable<Diagnosis> visit();

private:
    [[nodiscard]] Diagnosis judge(const NetBirdFacts& facts) const;

    Dependencies dependencies_;
    const config::Configuration& configuration_;
};

} // namespace idpsync::diagnose
