#pragma once

// What ends soon and is told of in time: certificates, client secrets. Pure.

#include "core/event.hpp"
#include "core/policy.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace idpsync::service {

class ExpiryWatch
{
public:
    /// An end that was found out now. The warning, when its day has come (30, 14, 7 and 1 days ahead) and it
    /// was not told yet; another end begins anew. `provider` nothing: NetBird's own.
    std::optional<Event> certificate(const std::optional<ProviderKey>& provider, const std::string& host,
                                     WallTime end, WallTime now);
    std::optional<Event> client_secret(const ProviderKey& provider, WallTime end, WallTime now);

private:
    struct Told
    {
        WallTime end;
        std::chrono::days notice;
    };

    bool is_due(const std::string& what, WallTime end, WallTime now);

    std::map<std::string, Told> told_;
};

} // namespace idpsync::service
