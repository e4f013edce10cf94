#pragma once

// The discovery document of a provider: read once, judged by every row of what NetBird's login service needs.

#include "core/finding.hpp"
#include "core/policy.hpp"
#include "oidc/registration.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::oidc {

using Words = std::vector<std::string>;

/// What the document says, as far as it matters here. Raw: it comes from outside.
struct Discovery
{
    std::optional<std::string> issuer;
    std::optional<std::string> authorization_endpoint;
    std::optional<std::string> token_endpoint;
    std::optional<std::string> jwks_uri;
    std::optional<std::string> userinfo_endpoint;
    std::optional<std::string> end_session_endpoint;
    // Lists: nothing when the document does not have them.
    std::optional<Words> id_token_algorithms;
    std::optional<Words> response_types;
    std::optional<Words> grant_types;
    std::optional<Words> client_authentication;
    std::optional<Words> scopes;
    std::optional<Words> claims;
};

/// Where the document of `issuer` is: one trailing slash goes, as NetBird does it.
Result<boost::urls::url> discovery_url(std::string_view issuer);

/// The document in a body, or nothing when it is not a JSON object.
std::optional<Discovery> read_discovery(std::string_view body);

struct DiscoveryJudgement
{
    /// accepted: a document with exactly the declared issuer that does not rule logins out. unknown: no
    /// answer, or one that says nothing about the document (a redirect, 401, 403, 429, 5xx).
    Verdict verdict = Verdict::unknown;
    bool may_change = false;           ///< asking again in a moment may give another answer
    std::optional<Discovery> document; ///< only with exactly the declared issuer
    /// How far the provider's clock is ahead of ours; nothing when the answer names no date.
    std::optional<std::chrono::seconds> clock_ahead = {};
    /// Everything that is not well, what hinders most first.
    std::vector<Finding> findings;
};

/// `now` is our clock.
DiscoveryJudgement judge_discovery(const Registration& registration, const Fetched& fetched, WallTime now);

} // namespace idpsync::oidc
