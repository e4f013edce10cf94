#pragma once

// What is wrong with a setup.env by itself, whatever is declared. Pure; no value of a key that may be a
// secret is in any text.

#include "core/finding.hpp"
#include "standalone/setup_env.hpp"

#include <string>
#include <vector>

namespace idpsync::standalone {

BOOST_DEFINE_ENUM_CLASS(SetupFault,
                        not_data,         ///< a shell would run it, or is needed to read it
                        unusable_value,   ///< configure.sh or the server cannot take it
                        unusable_domain,  ///< every user would get an account of their own
                        unknown_key,      ///< no effect: nobody knows it
                        idle_key,         ///< no effect: assigned again or worked out
                        not_exported,     ///< no effect without `export`
                        repeated_key,     ///< the last counts
                        published_secret, ///< handed to everybody who asks
                        users_by_claim    ///< users are known by another claim than sub
)

struct SetupFinding
{
    SetupFault fault = SetupFault::not_data;
    Severity severity = Severity::error; ///< error: nothing can be written, or configure.sh or logins fail
    unsigned line = 0;                   ///< from 1
    std::string key;                     ///< escaped; empty: no key's
    std::string what;                    ///< a sentence without its end
    std::string next;                    ///< what to do; may be empty

    bool operator==(const SetupFinding&) const = default;
};

/// By line.
std::vector<SetupFinding> judge(const SetupEnv& setup);

} // namespace idpsync::standalone
