#pragma once

// What to do about a finding, said as an operator does it at that type of provider.

#include "oidc/registration.hpp"

#include <string>
#include <string_view>

namespace idpsync::oidc {

enum class Mend
{
    issuer,         ///< find the right issuer
    issuer_mode,    ///< state an issuer for each client
    public_address, ///< let the provider know under which address it is reached
    client,         ///< find the right client id
    enable_client,
    secret,
    client_authenticator, ///< let the client show who it is with its secret
    make_confidential,    ///< a public client needs a secret
    redirect_uri,
    scopes,          ///< let the client ask for what NetBird asks for
    code_flow,       ///< allow authorization codes
    pkce,            ///< do not require a challenge: this NetBird sends none
    pushed_requests, ///< do not require pushed authorization requests: NetBird sends none
    sign_in_request, ///< look up why it refuses a login that was asked for as NetBird does
    admission,       ///< let the user use the client
    way_in,          ///< let programs through what stands in front of the provider
    signing_key,     ///< sign with a key that NetBird can check
    name_claims,     ///< name and email in the ID token
    groups_claim     ///< groups in the ID token, as a list of names
};

/// What people call a provider of this type: "Pocket ID".
std::string_view product_of(ProviderType type);

/// One line, escaped: "In Pocket ID: OIDC Clients > … > Callback URLs: add https://…".
std::string how_to(Mend what, const Registration& registration);

} // namespace idpsync::oidc
