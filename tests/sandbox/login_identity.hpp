#pragma once

// What NetBird's login service learns at a provider when somebody comes back with a code, and what it does
// not accept. By logins that were tried on v0.77.1: an ID token without `name` or `email` fails, UserInfo
// counts for zitadel alone, and `groups` may be a list of strings, one string or a list of objects with a
// name. Two failures have known words in the server's log; the others leave none here.

#include "core/policy.hpp"
#include "sandbox/connectors.hpp"
#include "sandbox/issuer_check.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace idpsync::sandbox {

/// One connector in use: as it was stored when it was opened, and where its provider is.
struct OpenConnector
{
    Connector connector;
    Discovery provider;
};

/// Who signed in.
struct Identity
{
    std::string sub;
    std::string name;
    std::string email;
    std::string preferred_username;
    bool email_verified = false;
    std::vector<std::string> groups;
};

/// Every such failure is the same page to the user, `Authentication failed.`
struct LoginFailure
{
    std::string log; ///< words in the server's log; empty: none are known
};

/// Somebody came back with a code.
struct Return
{
    std::string code;
    std::string redirect_uri; ///< that they came back to
    std::string verifier;     ///< of the challenge that NetBird sent; empty: it sent none
};

/// What the claims of an ID token make of their bearer.
std::variant<Identity, LoginFailure> identity_of(const boost::json::object& claims);

/// Exchanges the code, verifies the ID token, and reads its claims. `takes` says how long that lasted.
std::variant<Identity, LoginFailure> fetch_identity(const Issuers& issuers, const OpenConnector& connector,
                                                    const Return& back, WallTime now,
                                                    std::chrono::milliseconds& takes);

} // namespace idpsync::sandbox
