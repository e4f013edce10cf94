#pragma once

// Whether users of one provider can sign in, as far as looks from outside tell, and what of it is news
// (docs/reconciling.md 30). Pure.

#include "core/finding.hpp"
#include "core/policy.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace idpsync::service {

/// What a look may find out, each for itself.
enum class Aspect
{
    discovery, ///< the provider answers, and its document lets logins happen
    credentials,
    redirect,
    keys,
    login_service, ///< NetBird's own
};

/// What a finding is about.
Aspect aspect_of(FindingId id);

/// What one look came to.
struct Look
{
    std::vector<Finding> findings; ///< what to mend first first
    std::set<Aspect> settled;      ///< what is known now, well or not; what nobody looks at counts as well
};

struct LoginHealth
{
    enum class State
    {
        unknown,
        ready, ///< nothing is known that keeps logins from working
        broken
    };

    State state = State::unknown;
    WallTime since{};               ///< of `broken`: of the first look that saw it
    std::optional<Finding> finding; ///< of `broken`: what hinders most
    /// An error that may pass by itself, seen by the last look for the first time.
    std::optional<FindingId> suspected;
    WallTime suspected_at{};

    bool operator==(const LoginHealth&) const = default;
};

std::string_view to_string(LoginHealth::State state);

enum class LoginNews
{
    nothing,
    broken,   ///< or broken by something else than before
    restored, ///< `before` of take_note() tells what it was
};

/// | a look shows                                           | state                                        |
/// |--------------------------------------------------------|----------------------------------------------|
/// | an error by which the provider says no (a refusal)     | broken                                       |
/// | any other error: no answer, an error page              | broken, once two looks in a row see an error |
/// | no error, and what was broken is known to be well      | ready                                        |
/// | no error, and nobody can tell about what was broken    | as it was                                    |
///
/// Warnings break nothing.
LoginNews take_note(LoginHealth& health, const Look& look, WallTime now);

} // namespace idpsync::service
