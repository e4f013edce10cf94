#pragma once

// Are the client's id and secret right? Found out without a user: the token endpoint is asked to exchange a
// made-up code, once with the real secret and, as a control, once with a random one. Without the control a
// public client, or a server that stops before it authenticates, would look like success.

#include "core/finding.hpp"
#include "core/secret.hpp"
#include "oidc/discovery.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::oidc {

enum class ClientAuthentication
{
    basic,
    post
};

/// What to begin with: basic, unless the document lists only post. One at a time: some servers refuse both at
/// once.
ClientAuthentication client_authentication(const Discovery& document);

/// The request of a probe; its deadline and limits are the caller's. id and secret are form-url-encoded
/// before base64, as RFC 6749 2.3.1 says and every recorded server decodes. `secret` must not be empty.
net::Request credential_request(const Registration& registration, const boost::urls::url& token_endpoint,
                                ClientAuthentication how, const Secret& secret);

/// What one answer of a token endpoint says. Texts are escaped and without the secrets that were sent.
struct TokenAnswer
{
    unsigned status = 0; ///< 0: there was no answer
    bool json = false;   ///< a JSON object
    std::string error;   ///< its member `error`; empty: none
    std::string description;
    std::optional<Error> failure; ///< why there was no answer
    std::optional<std::chrono::seconds> retry_after;
};

TokenAnswer read_token_answer(const Fetched& fetched);

struct CredentialJudgement
{
    Verdict verdict = Verdict::unknown;
    bool may_change = false;                         ///< asking again in a moment may give another answer
    Finding finding;                                 ///< what decided it
    std::optional<std::chrono::seconds> retry_after; ///< the provider asks to be left alone for so long
};

/// False when the probe's answer tells all there is to know.
bool needs_control(const TokenAnswer& probe);

/// `asked`: the token endpoint. `control` is looked at only when it is needed.
CredentialJudgement judge_credentials(const Registration& registration, const boost::urls::url& asked,
                                      const TokenAnswer& probe, const TokenAnswer& control);

/// Of a secret that was just made: where the provider refuses it, it may not know it everywhere yet.
CredentialJudgement of_new_secret(CredentialJudgement judgement);

} // namespace idpsync::oidc
