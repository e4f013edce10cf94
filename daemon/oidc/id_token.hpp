#pragma once

// An ID token, verified (OpenID Connect Core 3.1.3.7). Pure.

#include "core/error.hpp"
#include "core/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::oidc {

/// What it must say.
struct IdTokenTerms
{
    std::string issuer;
    std::string audience;
    std::string nonce; ///< that was sent along; empty: none
    WallTime now{};
};

/// What it says of its bearer. Raw text from outside.
struct IdTokenClaims
{
    std::string subject;
    std::string name; ///< empty: it has none; so the next one
    std::string email;
    std::optional<std::vector<std::string>> groups; ///< nothing: it has no claim `groups`
};

/// The claims of `token`, when a key of the key set `keys` signed it and it keeps the terms. Error
/// (bad_response): what is wrong with it, without its text.
Result<IdTokenClaims> verify_id_token(std::string_view token, std::string_view keys,
                                      const IdTokenTerms& terms);

} // namespace idpsync::oidc
