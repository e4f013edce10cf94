#pragma once

// What ends soon and is told of in time: certificates, client secrets. Pure.

#include "core/event.hpp"
#include "core/policy.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace idpsync::service {

class ExpiryWatch
{
public:
    /// An end that was found out now. The warning, when its day has come (30, 14, 7 and 1 days ahead) and it
    /// was not told of this end yet, whatever other ends were seen between (a load balancer may answer with
    /// one certificate or another) and wherever the clock steps. `provider` nothing: NetBird's own.
    std::optional<Event> certificate(const std::optional<ProviderKey>& provider, const std::string& host,
                                     WallTime end, WallTime now);
    /// `shown`: the provider itself tells this end; else the file declares it.
    std::optional<Event> client_secret(const ProviderKey& provider, WallTime end, WallTime now,
                                       bool shown = false);
    /// What `registration` signs in with at the provider.
    std::optional<Event> registration(const ProviderKey& provider, WallTime end, WallTime now);

private:
    struct Told
    {
        std::chrono::days notice; ///< the latest of them
        WallTime seen;            ///< the end, last
    };

    bool is_due(const std::string& what, WallTime end, WallTime now);

    /// By what ends and when. None stays that was not seen for longer than the earliest notice is ahead: its
    /// end has passed.
    std::map<std::pair<std::string, WallTime>, Told> told_;
};

} // namespace idpsync::service
