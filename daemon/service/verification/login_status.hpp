#pragma once

#include "core/event.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "service/verification/login_health.hpp"

#include <map>
#include <optional>
#include <string>

namespace idpsync::service {

/// What is known of logins through one provider, for whoever shows it.
struct LoginStatus
{
    LoginHealth::State state = LoginHealth::State::unknown;
    std::optional<WallTime> since;     ///< of `broken`
    std::optional<Finding> finding;    ///< of `broken`
    std::string unseen;                ///< of `unknown`: what was not seen, and why; empty: nobody looked yet
    std::string beyond;                ///< what cannot be asked of this provider; empty: everything can
    std::optional<WallTime> looked_at; ///< when it was looked at last
    std::optional<WallTime> next_look; ///< nothing: nobody looks
    std::optional<bool> issuer_up;     ///< nothing: not known
    std::optional<WallTime> certificate_expires;   ///< the earliest of its hosts
    std::optional<WallTime> client_secret_expires; ///< by the provider, or by the file
    std::optional<WallTime>
        registration_expires; ///< what `registration` signs in with, by the provider's word

    bool operator==(const LoginStatus&) const = default;
};

using LoginStatuses = std::map<ProviderKey, LoginStatus>;

/// How many are broken.
std::size_t broken_logins(const LoginStatuses& logins);

/// It broke, by this finding.
Event event_of_broken_login(const ProviderKey& key, const Finding& finding);

/// It works again; `before`: while it was broken.
Event event_of_restored_login(const ProviderKey& key, const LoginHealth& before, WallTime now);

} // namespace idpsync::service
