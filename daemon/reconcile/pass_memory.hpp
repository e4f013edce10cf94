#pragma once

#include "core/attempts.hpp"
#include "net/clock.hpp"

#include <chrono>
#include <map>

namespace idpsync::reconcile {

/// What passes of one process hand on to each other.
struct PassMemory
{
    Attempts attempts;
    net::SteadyTime started; ///< of this process: an older write may have been abandoned just before
    std::map<ProviderKey, net::SteadyTime> abandoned; ///< creates of this process without a known outcome
    std::chrono::milliseconds settle_after{
        15'000}; ///< how long a lost create may still be under way (rule 12)

    /// When the outcome of an open create can be read from the list.
    [[nodiscard]] net::SteadyTime settles_at(const ProviderKey& key) const
    {
        const auto found = abandoned.find(key);
        return (found == abandoned.end() ? started : found->second) + settle_after;
    }
};

} // namespace idpsync::reconcile
