#pragma once

// Whether users of one provider can sign in, as far as looks from outside tell, and what of it is news
// (docs/reconciling.md 30). Pure.

#include "core/enumerators.hpp"
#include "core/finding.hpp"
#include "core/login_aspect.hpp"
#include "core/policy.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service {

/// What one look came to.
struct Look
{
    std::vector<Finding> findings; ///< what to fix first first
    std::set<Aspect> settled;      ///< what is known now of the values in force, well or not
    /// What could be known and is not, and why, in words for an operator; what cannot be asked of a provider
    /// at all is neither here nor settled.
    std::map<Aspect, std::string> unseen;
    std::string beyond; ///< what cannot be asked, in words; empty: everything can
};

struct LoginHealth
{
    enum class State
    {
        unknown, ///< something that can be seen was not seen yet: see `unseen`
        ready,   ///< everything that can be seen was seen, and accepted for just the values in force
        broken
    };
    BOOST_DESCRIBE_NESTED_ENUM(State, unknown, ready, broken)

    State state = State::unknown;
    WallTime since{};               ///< of `broken`: of the first look that saw it
    std::optional<Finding> finding; ///< of `broken`: what hinders most
    /// An error that may pass by itself, seen by the last look for the first time.
    std::optional<FindingId> suspected;
    WallTime suspected_at{};
    std::set<Aspect> accepted; ///< for just the values in force, by any look since they are in force
    std::string unseen;        ///< by any look, and why; empty: nothing is, or nobody looked yet
    std::string beyond;        ///< as in Look

    bool operator==(const LoginHealth&) const = default;
};

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
/// | no error, and nobody can tell about what was broken    | as it was                                    |
/// | no error, and what was broken is known to be well      | ready or unknown, as the next lines have it  |
/// | no error, and all that can be seen was accepted        | ready                                        |
/// | no error, and something was not seen yet               | unknown                                      |
///
/// Warnings break nothing.
LoginNews take_note(LoginHealth& health, const Look& look, WallTime now);

/// The provider says no to the values in force, somebody else found: broken, or broken by something else.
LoginNews take_note_of_refusal(LoginHealth& health, const Finding& refusal, WallTime now);

/// Of other values: what was accepted says nothing of these, and what was broken is so until they are
/// accepted.
LoginHealth with_other_values(LoginHealth health);

} // namespace idpsync::service
