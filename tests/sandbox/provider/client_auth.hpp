#pragma once

// How a client shows who it is at a token endpoint.

#include "sandbox/provider/site.hpp"

#include <string>
#include <string_view>

namespace idpsync::sandbox {

struct Credentials
{
    enum class Method
    {
        none,  ///< at most a client_id in the body
        basic, ///< RFC 6749 2.3.1: each part form-url-encoded, then base64
        post
    };

    Method method = Method::none;
    std::string id;
    std::string secret;
    bool badly_encoded = false; ///< a "%" without two digits in a Basic header
};

enum class Preferred
{
    basic,
    post
};

/// What a request shows; `preferred` counts when it shows both.
Credentials credentials_of(const Visitor& visitor, Preferred preferred);

/// Whether this is one of the secrets of a client, and still good.
bool has_secret(const ProviderClient& client, std::string_view shown, WallTime now);

bool shows_both(const Visitor& visitor); ///< a Basic header and a secret in the body

} // namespace idpsync::sandbox
