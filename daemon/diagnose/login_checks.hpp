#pragma once

// What a real login shows, judged: what stops one before it begins, what one came to, why none came back.
// Pure.

#include "core/finding.hpp"
#include "diagnose/login_log.hpp"
#include "diagnose/netbird_checks.hpp"
#include "diagnose/provider_checks.hpp"
#include "netbird/inspector.hpp"
#include "oidc/id_token.hpp"
#include "oidc/registration.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::diagnose {

/// Why nobody may sign in: NetBird or its settings cannot be read, or users do not join the account, so that
/// the login itself would make an account of its own. Empty: nothing stops it.
std::vector<Finding> what_stops_a_login(const NetBirdFacts& facts, const NetBirdContext& context);

/// A login that came to an end.
struct LoginShown
{
    const NetBirdFacts& netbird; ///< from before it
    oidc::Registration registration;
    oidc::IdTokenClaims claims;
    netbird::Asked<netbird::User> user;                                  ///< as its bearer sees themselves
    std::optional<netbird::Asked<std::vector<netbird::User>>> users{};   ///< of the account, after it
    std::optional<netbird::Asked<std::vector<netbird::Group>>> groups{}; ///< the same
};

/// Who signed in, as an operator is told.
struct LoginSeen
{
    std::string name; ///< raw; so the next ones
    std::string email;
    std::optional<std::vector<std::string>> groups; ///< nothing: the token has no claim `groups`
    std::string role;                               ///< in NetBird; empty: NetBird does not say
    std::optional<bool> joined; ///< belongs to the account of the token's user; nothing: it cannot be seen
    std::string group_sync;     ///< what it does with these groups, a sentence; escaped
};

LoginSeen login_seen(const LoginShown& login);

/// What to mend first first; `login_works` is among them unless somebody who signs in so is turned away.
std::vector<Finding> judge_login(const LoginShown& login);

/// A login from which nobody came back with a code.
struct LoginMissed
{
    std::string key;        ///< of the provider
    std::uint16_t port = 0; ///< of the redirect URI
    oidc::Registration registration;
    std::chrono::seconds waited{};
    bool saw_error_page = false; ///< somebody says that NetBird showed one
    bool log_was_read = false;
    std::optional<LoggedFailure> logged{};
    std::vector<Finding> provider{}; ///< what the checks of the provider find (judge_provider())
    bool credentials_accepted = false;
};

/// What the log names; else the errors of the provider, which explain it, and what is left open.
std::vector<Finding> judge_missed_login(const LoginMissed& login);

} // namespace idpsync::diagnose
